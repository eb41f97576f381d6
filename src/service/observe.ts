import type { CampaignEffect } from '../lifecycle/index.js';
import type { CampaignRecord, EpochMs } from './campaign-store.js';
import type { Answer } from './commands.js';
import type { FailureCode } from './delivery.js';
import type { EffectFailureCode } from './effects.js';
import type { Receipt } from './report.js';

/** What happened to an effect: carried out, no longer needed, or to be tried again. */
export interface EffectEvent {
  readonly campaignId: string;
  readonly effect: CampaignEffect['type'];
  readonly outcome: 'done' | 'superseded' | 'failed';
  readonly attempts: number;
  /** Since it was recorded; 0 where the commit itself carried it out. */
  readonly lagMs: number;
  readonly code: EffectFailureCode | null;
}

/** One group commit of a worker. */
export interface ProgressEvent {
  readonly campaignId: string;
  readonly worker: string;
  readonly at: EpochMs;
  readonly delivered: number;
  readonly failed: number;
  readonly inDoubt: number;
  readonly retried: number;
  /** Failures and retries by code; the codes are a closed set. */
  readonly codes: Readonly<Partial<Record<FailureCode, number>>>;
}

/** Something that was survived and that an operator should know of. */
export interface TroubleEvent {
  readonly where:
    | 'subscribe'
    | 'beat'
    | 'sweep'
    | 'relay'
    | 'ledger'
    | 'recipients'
    | 'on-gone'
    | 'lease-end'
    | 'queue'
    | 'unknown-campaign';
  readonly campaignId: string | null;
  readonly error: unknown;
}

/**
 * Hooks for logs, metrics and traces. They are called after the fact and can neither throw into a
 * command nor delay it beyond their own synchronous run; what a promise they return comes to is
 * ignored. Everything that would be a metric's label is of a closed set.
 */
export interface CampaignObserver {
  /** A campaign that was not there before, in whatever status it came. */
  onCreated?(campaign: CampaignRecord, event: 'CREATE' | 'ADOPT'): void;
  /** A command was answered: accepted, rejected or replayed. */
  onDecision?(answer: Answer): void;
  onEffect?(event: EffectEvent): void;
  onDispatchProgress?(event: ProgressEvent): void;
  /** The dispatch of a cancelled campaign has stopped, as this process saw it; may be repeated. */
  onReceipt?(campaignId: string, receipt: Receipt): void;
  onTrouble?(event: TroubleEvent): void;
}

type Hook = keyof CampaignObserver;

/** Calls a hook so that nothing it does reaches the caller. */
export const notify = <H extends Hook>(
  observer: CampaignObserver,
  hook: H,
  ...values: Parameters<NonNullable<CampaignObserver[H]>>
): void => {
  try {
    const call = observer[hook] as ((...input: typeof values) => unknown) | undefined;
    const result = call?.apply(observer, values);
    if (result instanceof Promise) result.catch(() => {});
  } catch {
    // An observer has nobody to report its own failure to, and must not become a command's.
  }
};

/** One observer that tells many, in order; none of them can keep the news from the next. */
export const asOne = (observers: readonly CampaignObserver[]): CampaignObserver => {
  const tellAll =
    <H extends Hook>(hook: H) =>
    (...values: Parameters<NonNullable<CampaignObserver[H]>>): void => {
      for (const observer of observers) notify(observer, hook, ...values);
    };
  return {
    onCreated: tellAll('onCreated'),
    onDecision: tellAll('onDecision'),
    onEffect: tellAll('onEffect'),
    onDispatchProgress: tellAll('onDispatchProgress'),
    onReceipt: tellAll('onReceipt'),
    onTrouble: tellAll('onTrouble'),
  } satisfies Required<CampaignObserver>;
};
