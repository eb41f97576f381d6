import type { CampaignEffect } from '../lifecycle/index.js';
import type { AbortSignals } from './abort-signals.js';
import type { CampaignQueue } from './campaign-queue.js';
import { carryOut } from './effects.js';

/** What an XState action is called with, as far as it is needed here. */
interface ActionScope {
  readonly context: { readonly campaignId: string };
}

/** The named actions of `campaignMachine`, for `campaignMachine.provide({ actions })`. */
export type CampaignActions = Readonly<
  Record<CampaignEffect['type'], (scope: ActionScope) => void>
>;

/**
 * Implements the machine's actions on a queue and on abort signals: the same adapters, driven by a
 * live actor instead of by a store. There is no transaction and no record here: an effect that fails
 * goes to `onError` and is not tried again. Where that is not enough, use `createCampaigns`.
 *
 * An action cannot wait, so the effects of one campaign are carried out one after the other, in the
 * order in which the machine emitted them.
 *
 * @example
 * const machine = campaignMachine.provide({ actions: campaignActions({ queue, signals, onError }) });
 */
export function campaignActions(ports: {
  readonly queue: CampaignQueue;
  readonly signals: AbortSignals;
  readonly onError: (effect: CampaignEffect['type'], campaignId: string, error: unknown) => void;
}): CampaignActions {
  const last = new Map<string, Promise<void>>();
  const act =
    (effect: CampaignEffect['type']) =>
    ({ context: { campaignId } }: ActionScope): void => {
      const carriedOut = (last.get(campaignId) ?? Promise.resolve())
        .then(() => carryOut(ports, effect, { campaignId, dueAt: null }))
        .catch((error: unknown) => ports.onError(effect, campaignId, error))
        .finally(() => {
          if (last.get(campaignId) === carriedOut) last.delete(campaignId);
        });
      last.set(campaignId, carriedOut);
    };
  return {
    enqueue: act('enqueue'),
    dequeue: act('dequeue'),
    'abort-dispatch': act('abort-dispatch'),
  };
}
