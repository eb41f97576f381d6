import {
  type CampaignEvent,
  type CampaignStatus,
  parseEvent,
  parseStatus,
} from '../lifecycle/index.js';
import type { AbortSignals } from './abort-signals.js';
import { CampaignExistsError, CampaignNotFoundError } from './campaign-errors.js';
import type { CampaignQueue } from './campaign-queue.js';
import type {
  CampaignPage,
  CampaignRecord,
  CampaignStore,
  HistoryEntry,
  NewCampaign,
} from './campaign-store.js';
import { type Clock, systemClock } from './clock.js';
import { type Answer, type CommandOptions, runCommand } from './commands.js';
import type { ServiceContext } from './context.js';
import { type DispatchResult, type DispatchWork, dispatch } from './dispatch.js';
import { createDispatcherOn, type Dispatcher, type DispatcherOptions } from './dispatcher.js';
import { carryOut, joinsCommit, relayEffects } from './effects.js';
import {
  checkCampaignId,
  checkCommandId,
  checkData,
  checkNumber,
  checkText,
  checkTime,
} from './input.js';
import type { CampaignObserver } from './observe.js';
import type { Recipient, RecipientLedger } from './recipient-ledger.js';
import { type CampaignReport, reportOf } from './report.js';
import { type SweepResult, sweep } from './sweep.js';

/** What {@link createCampaigns} is made of: the four ports, and who watches. */
export interface CampaignsOptions<Tx = unknown> {
  readonly store: CampaignStore<Tx>;
  readonly ledger: RecipientLedger;
  readonly queue: CampaignQueue<Tx>;
  readonly signals: AbortSignals<Tx>;
  readonly observe?: CampaignObserver;
  /** This process's time; passed in by tests. */
  readonly clock?: Clock;
  /** Ids for commands, leases and campaigns; random UUIDs if left out. */
  readonly newId?: () => string;
  /** `false`: leave recorded effects to the relay, for a process that must not talk to the queue. */
  readonly carryOutAtOnce?: boolean;
}

/** What `create` and `adopt` can be given. */
export interface CreateOptions<Tx = unknown> extends CommandOptions<Tx> {
  /** The embedder's own JSON value: title, body, whatever `deliver` needs. */
  readonly data?: unknown;
}

/** What `cancel` can be given. */
export interface CancelOptions<Tx = unknown> extends CommandOptions<Tx> {
  /** Wait for the receipt this long after the commit; the answer is the same without it. */
  readonly waitForStopMs?: number;
}

/** The answer to `cancel`: with the report, if it was waited for. */
export type CancelAnswer = Answer & { readonly report?: CampaignReport };

/** How `dispatch` holds its lease. */
export interface DispatchOptions {
  /** Aborted when the process should end: the work is told to stop and the campaign stays resumable. */
  readonly signal?: AbortSignal;
  readonly worker?: string;
  /** 5,000 ms if left out. */
  readonly leaseMs?: number;
  /** 500 ms if left out. */
  readonly beatMs?: number;
}

/**
 * The commands. Each answers with its decision, after it is durable; a rejection is an answer, not
 * an error. Errors are for bad input (`CampaignInputError`), an unknown id
 * ({@link CampaignNotFoundError}) and outages; after an outage, asking again with the same
 * `commandId` tells what happened.
 */
export interface Campaigns<Tx = unknown> {
  /** A new campaign in `draft`. @throws {@link CampaignExistsError} */
  create(options?: CreateOptions<Tx> & { readonly id?: string }): Promise<CampaignRecord>;
  /**
   * Takes in a campaign that the embedder already has, in any status, with an entry in the history.
   * The same status again changes nothing. @throws {@link CampaignExistsError} in another status
   */
  adopt(
    id: string,
    status: CampaignStatus,
    options?: CreateOptions<Tx> & { readonly at?: Date },
  ): Promise<CampaignRecord>;
  get(id: string): Promise<CampaignRecord>;
  /** Newest first; `limit` is at most 1,000, 50 if left out. */
  list(query?: {
    readonly status?: CampaignStatus;
    readonly after?: string;
    readonly limit?: number;
  }): Promise<CampaignPage>;
  /** `at` by the store's clock; a time that has passed, or none, means now. */
  schedule(id: string, options?: CommandOptions<Tx> & { readonly at?: Date }): Promise<Answer>;
  start(id: string, options?: CommandOptions<Tx>): Promise<Answer>;
  complete(id: string, options?: CommandOptions<Tx>): Promise<Answer>;
  /** Resolves at the commit: from then on nothing more is begun. */
  cancel(id: string, options?: CancelOptions<Tx>): Promise<CancelAnswer>;
  /** For an event that came from outside: anything `parseEvent` accepts. */
  apply(id: string, event: CampaignEvent, options?: CommandOptions<Tx>): Promise<Answer>;
  report(id: string): Promise<CampaignReport>;
  /** The audit trail in commit order, from `after` (a sequence) on; at most 1,000 lines. */
  history(
    id: string,
    query?: { readonly after?: number; readonly limit?: number },
  ): Promise<readonly HistoryEntry[]>;
  /** Deletes final campaigns, one or those unchanged since `before`, and says how many. */
  purge(which: string | { readonly before: Date }): Promise<number>;
  /** See {@link dispatch}. */
  dispatch<Checkpoint = unknown>(
    id: string,
    work: (work: DispatchWork<Checkpoint>) => Promise<void>,
    options?: DispatchOptions,
  ): Promise<DispatchResult>;
  /** Carries out recorded effects that are due; says how many were settled. */
  relay(): Promise<number>;
  /** See {@link sweep}. Every dispatcher does it by itself. */
  sweep(): Promise<SweepResult>;
  /** What the service works with, for those who build on it. */
  readonly context: ServiceContext<Tx>;
}

const waitStepMs = 20;
const pageMax = 1000;
const purgeBatch = 100;

const waitForStop = async (context: ServiceContext, id: string, waitMs: number) => {
  const until = context.clock.monotonicMs() + waitMs;
  let report = await readReport(context, id);
  while (report.receipt?.settled === false && context.clock.monotonicMs() < until) {
    await context.clock.sleep(waitStepMs);
    report = await readReport(context, id);
  }
  return report;
};

const readReport = async (
  { store, ledger }: ServiceContext,
  id: string,
): Promise<CampaignReport> => {
  // The tally before the status: a campaign that ends in between is reported as it was before.
  const tally = await ledger.tally(id);
  const campaign = await store.read(id);
  if (tally === undefined || campaign === undefined) throw new CampaignNotFoundError(id);
  return reportOf(campaign, tally, await store.openEffects(id));
};

const insert = async <Tx>(
  context: ServiceContext<Tx>,
  campaign: NewCampaign,
  tx: Tx | undefined,
) => {
  const isJoined = joinsCommit(context, 'enqueue');
  const enqueues = campaign.status === 'ready';
  const target = { campaignId: campaign.id, dueAt: campaign.dueAt };
  const row = enqueues && !isJoined ? { ...campaign, effects: ['enqueue' as const] } : campaign;
  const result = await context.store.insert(row, {
    ...(tx === undefined ? {} : { tx }),
    ...(enqueues && isJoined
      ? { within: (inner: Tx) => carryOut(context, 'enqueue', target, inner) }
      : {}),
  });
  if (result.inserted && row.effects.length > 0 && context.carryOutAtOnce && tx === undefined) {
    relayEffects(context as ServiceContext, campaign.id).catch(() => {
      // The relay comes by again; what failed is recorded with the effect.
    });
  }
  return result;
};

const newCampaign = <Tx>(
  context: ServiceContext<Tx>,
  id: string,
  options: CreateOptions<Tx>,
): Omit<NewCampaign, 'status' | 'event' | 'dueAt'> => ({
  id: checkCampaignId(id),
  data: checkData(options.data),
  by: checkText('by', options.by),
  reason: checkText('a reason', options.reason),
  commandId: options.commandId === undefined ? context.newId() : checkCommandId(options.commandId),
  effects: [],
});

/**
 * The campaigns of a service: commands that decide, store and carry out; reports; and dispatch.
 *
 * @example
 * const database = createSqlite({ path: 'campaigns.db' });
 * const campaigns = createCampaigns(database);
 * await campaigns.cancel('autumn-sale', { by: 'kim', reason: 'wrong price' });
 */
export function createCampaigns<Tx>(options: CampaignsOptions<Tx>): Campaigns<Tx> {
  const { store, ledger, queue, signals } = options;
  const context: ServiceContext<Tx> = {
    store,
    ledger,
    queue,
    signals,
    observe: options.observe ?? {},
    clock: options.clock ?? systemClock,
    newId: options.newId ?? (() => globalThis.crypto.randomUUID()),
    carryOutAtOnce: options.carryOutAtOnce ?? true,
  };
  // Below here nobody passes a transaction on, so which kind it is does not matter.
  const plain = context as unknown as ServiceContext;
  const command = (
    campaignId: string,
    type: CampaignEvent['type'],
    given: CommandOptions<Tx> = {},
  ) => runCommand(context, { campaignId, event: { type }, options: given });

  const schedule: Campaigns<Tx>['schedule'] = async (campaignId, given = {}) => {
    const dueAt = given.at === undefined ? 0 : checkTime(given.at);
    return runCommand(context, { campaignId, event: { type: 'SCHEDULE' }, options: given, dueAt });
  };

  return {
    context,
    create: async (given = {}) => {
      const base = newCampaign(context, given.id ?? context.newId(), given);
      const row = { ...base, status: 'draft', event: 'CREATE', dueAt: null } as const;
      const { inserted, campaign } = await insert(context, row, given.tx);
      if (inserted) return campaign;
      // The same command again: its first answer was lost on the way.
      const before = given.commandId && (await store.findCommand(row.id, row.commandId));
      if (before && before.event === 'CREATE') return campaign;
      throw new CampaignExistsError(row.id, campaign.status);
    },
    adopt: async (id, wanted, given = {}) => {
      const status = parseStatus(wanted);
      const dueAt = given.at === undefined ? null : checkTime(given.at);
      const base = newCampaign(context, id, given);
      const row = {
        ...base,
        status,
        event: 'ADOPT',
        dueAt: status === 'draft' ? null : (dueAt ?? 0),
      } as const;
      const { campaign } = await insert(context, row, given.tx);
      if (campaign.status === status) return campaign;
      throw new CampaignExistsError(id, campaign.status);
    },
    get: async (id) => {
      const campaign = await store.read(checkCampaignId(id));
      if (campaign === undefined) throw new CampaignNotFoundError(id);
      return campaign;
    },
    list: async ({ status, after, limit } = {}) =>
      store.list({
        limit: checkNumber('limit', limit, { min: 1, max: pageMax, otherwise: 50 }),
        ...(status === undefined ? {} : { status: parseStatus(status) }),
        ...(after === undefined ? {} : { after }),
      }),
    schedule,
    start: (id, given) => command(id, 'START', given),
    complete: (id, given) => command(id, 'COMPLETE', given),
    cancel: async (id, given = {}) => {
      const waitMs = checkNumber('waitForStopMs', given.waitForStopMs, {
        min: 0,
        max: 3_600_000,
        otherwise: 0,
      });
      const answer = await command(id, 'CANCEL', given);
      if (waitMs === 0 || answer.cancellation === null) return answer;
      return { ...answer, report: await waitForStop(plain, id, waitMs) };
    },
    apply: async (id, event, given = {}) => {
      const { type } = parseEvent(event);
      return type === 'SCHEDULE' ? schedule(id, given) : command(id, type, given);
    },
    report: (id) => readReport(plain, checkCampaignId(id)),
    history: async (id, { after, limit } = {}) => {
      const lines = await store.history(checkCampaignId(id), {
        after: checkNumber('after', after, { min: 0, max: Number.MAX_SAFE_INTEGER, otherwise: 0 }),
        limit: checkNumber('limit', limit, { min: 1, max: pageMax, otherwise: pageMax }),
      });
      if (lines.length === 0 && (await store.read(id)) === undefined) {
        throw new CampaignNotFoundError(id);
      }
      return lines;
    },
    purge: async (which) => {
      if (typeof which === 'string') {
        if ((await store.read(checkCampaignId(which))) === undefined)
          throw new CampaignNotFoundError(which);
        return store.purge({ campaignId: which, limit: 1 });
      }
      const changedBefore = checkTime(which.before);
      let purged = 0;
      for (;;) {
        const batch = await store.purge({ changedBefore, limit: purgeBatch });
        purged += batch;
        if (batch < purgeBatch) return purged;
      }
    },
    dispatch: (id, work, { signal, worker, leaseMs = 5000, beatMs = 500 } = {}) =>
      dispatch(plain, checkCampaignId(id), work, {
        worker: worker ?? `dispatch-${context.newId()}`,
        leaseMs: checkNumber('leaseMs', leaseMs, { min: 3, max: 86_400_000, otherwise: 5000 }),
        beatMs: checkNumber('beatMs', beatMs, {
          min: 1,
          max: Math.floor(leaseMs / 3),
          otherwise: 500,
        }),
        shutdown: signal ?? new AbortController().signal,
      }),
    relay: () => relayEffects(plain),
    sweep: () => sweep(plain),
  };
}

/**
 * A worker for these campaigns.
 *
 * @example
 * const dispatcher = createDispatcher({ campaigns, recipients, deliver });
 * await dispatcher.run(shutdown.signal);
 */
export function createDispatcher<R extends Recipient>(
  options: DispatcherOptions<R> & { readonly campaigns: Pick<Campaigns, 'context'> },
): Dispatcher {
  return createDispatcherOn(options.campaigns.context, options);
}
