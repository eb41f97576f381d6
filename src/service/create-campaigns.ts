import { type CampaignEvent, parseEvent, parseStatus } from '../lifecycle/index.js';
import { CampaignExistsError, CampaignNotFoundError } from './campaign-errors.js';
import type { NewCampaign } from './campaign-store.js';
import type { Campaigns, CampaignsOptions, CreateOptions } from './campaigns.js';
import { systemClock } from './clock.js';
import { type CommandOptions, runCommand } from './commands.js';
import type { ServiceContext } from './context.js';
import { dispatch } from './dispatch.js';
import { createDispatcherOn, type Dispatcher, type DispatcherOptions } from './dispatcher.js';
import { carryOut, isCalledWithin, joinsCommit, relayEffects, tellOfJoined } from './effects.js';
import {
  checkCampaignId,
  checkCommandId,
  checkData,
  checkNumber,
  checkText,
  checkTime,
} from './input.js';
import { asOne, notify } from './observe.js';
import { readReport, waitForStop } from './read-report.js';
import type { Recipient } from './recipient-ledger.js';
import { sweep } from './sweep.js';

const pageMax = 1000;
const purgeBatch = 100;

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
    ...(enqueues && isCalledWithin(context, 'enqueue')
      ? { within: (inner: Tx) => carryOut(context, 'enqueue', target, inner) }
      : {}),
  });
  if (!result.inserted) return result;
  notify(context.observe, 'onCreated', result.campaign, campaign.event);
  if (enqueues) tellOfJoined(context, campaign.id, ['enqueue']);
  if (row.effects.length > 0 && context.carryOutAtOnce && tx === undefined) {
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
    observe: asOne([options.observe ?? []].flat()),
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
    report: async (id) => readReport(plain, checkCampaignId(id)),
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
    dispatch: async (id, work, { signal, worker, ...given } = {}) => {
      const leaseMs = checkNumber('leaseMs', given.leaseMs, {
        min: 3,
        max: 86_400_000,
        otherwise: 5000,
      });
      // Three beats at the least, so that one that is lost does not cost the lease.
      const max = Math.floor(leaseMs / 3);
      const otherwise = Math.min(500, max);
      return dispatch(plain, checkCampaignId(id), work, {
        worker: worker ?? `dispatch-${context.newId()}`,
        leaseMs,
        beatMs: checkNumber('beatMs', given.beatMs, { min: 1, max, otherwise }),
        shutdown: signal ?? new AbortController().signal,
      });
    },
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
