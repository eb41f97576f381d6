import fc from 'fast-check';
import { expect } from 'vitest';
import type { CampaignEventType, CampaignStatus } from '../../../src/lifecycle/index.js';
import { campaignEventTypes, campaignStatuses, isFinal } from '../../../src/lifecycle/index.js';
import type { Real } from './real.js';
import {
  type Asked,
  appear,
  type CampaignStory,
  isWaiting,
  relay,
  type Story,
  tell,
} from './story.js';

type Command = fc.AsyncCommand<Story, Real>;

/** Everything that can be read of a campaign, and what was told to the outside world. */
const compare = async (story: Story, { campaigns, store, takePorts }: Real): Promise<void> => {
  expect([...takePorts()].sort()).toEqual([...story.ports].sort());
  story.ports = [];
  for (const [id, { status, dueAt, cancellation, history, open }] of story.campaigns) {
    expect(await campaigns.get(id)).toMatchObject({ id, status, dueAt, cancellation });
    const lines = await campaigns.history(id);
    expect(lines.map(({ event, commandId }) => ({ event, commandId }))).toEqual(
      history.map(({ event, commandId }) => ({
        event,
        commandId: commandId ?? expect.any(String),
      })),
    );
    const sequences = lines.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...new Set(sequences)].sort((a, b) => a - b));
    expect((await store.openEffects(id)).map(({ effect }) => effect)).toEqual(open);
  }
};

const step = (name: string, run: (story: Story, real: Real) => Promise<void>): Command => ({
  // What is going to be refused is the more interesting kind.
  check: () => true,
  run: async (story, real) => {
    await run(story, real);
    await compare(story, real);
  },
  toString: () => name,
});

const errorOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

const send = ({ campaigns, clock }: Real, { id, event, inMs, commandId, by, reason }: Asked) => {
  const options = {
    ...(commandId === undefined ? {} : { commandId }),
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
  };
  if (event !== 'SCHEDULE') return campaigns.apply(id, { type: event }, options);
  const at = inMs === undefined ? {} : { at: new Date(clock.wallMs() + inMs) };
  return campaigns.schedule(id, { ...options, ...at });
};

/** The event that this name was used for, if it was. */
const usedFor = ({ history }: CampaignStory, commandId: string | undefined) =>
  commandId && history.find((line) => line.commandId === commandId)?.event;

/** One of the four events; a name that was used before gets the old answer, or none. */
const ask = (asked: Asked): Command =>
  step(JSON.stringify(asked), async (story, real) => {
    const { id, event, commandId } = asked;
    const campaign = story.campaigns.get(id);
    if (campaign === undefined) {
      expect(await errorOf(send(real, asked))).toMatchObject({ code: 'campaign-not-found' });
      return;
    }
    const used = usedFor(campaign, commandId);
    if (used && used !== event) {
      expect(await errorOf(send(real, asked))).toMatchObject({ code: 'command-id-reused' });
      return;
    }
    const before = commandId && campaign.told.get(commandId);
    const { decision, guard } = before || tell(story, campaign, asked);
    const answer = await send(real, asked);
    expect(answer).toMatchObject(decision);
    expect(answer).toMatchObject({
      campaignId: id,
      commandId: commandId ?? expect.any(String),
      replayed: Boolean(before),
      cancellation: campaign.cancellation,
    });
    expect(answer.guard ?? null).toBe(guard);
    expect(answer.campaign.status).toBe(campaign.status);
  });

const create = ({ id, commandId }: { id: string; commandId?: string | undefined }): Command =>
  step(`create ${id} ${commandId}`, async (story, { campaigns }) => {
    const before = story.campaigns.get(id);
    const created = campaigns.create({ id, ...(commandId === undefined ? {} : { commandId }) });
    if (before && usedFor(before, commandId) !== 'CREATE') {
      const { status } = before;
      expect(await errorOf(created)).toMatchObject({ code: 'campaign-exists', status });
      return;
    }
    if (before === undefined) {
      const line = { event: 'CREATE', commandId: commandId ?? null } as const;
      appear(story, id, { status: 'draft', dueAt: null, line });
    }
    expect(await created).toMatchObject({ id, status: story.campaigns.get(id)?.status });
  });

const adopt = ({ id, status }: { id: string; status: CampaignStatus }): Command =>
  step(`adopt ${id} ${status}`, async (story, { campaigns }) => {
    const before = story.campaigns.get(id);
    const adopted = campaigns.adopt(id, status);
    if (before && before.status !== status) {
      expect(await errorOf(adopted)).toMatchObject({ code: 'campaign-exists' });
      return;
    }
    const line = { event: 'ADOPT', commandId: null } as const;
    const dueAt = status === 'draft' ? null : 0;
    if (before === undefined) appear(story, id, { status, dueAt, line });
    expect(await adopted).toMatchObject({ id, status });
  });

/** A worker vouches that everything is sent: from then on the campaign can be completed. */
const seal = (id: string): Command =>
  step(`seal ${id}`, async (story, { campaigns }) => {
    const { ledger, newId } = campaigns.context;
    const campaign = story.campaigns.get(id);
    const lease = { campaignId: id, token: newId() };
    const request = { ...lease, worker: 'w', ttlMs: 1000, exclusive: false };
    const { taken } = await ledger.takeLease(request);
    expect(taken).toBe(campaign?.status === 'sending');
    if (campaign === undefined || !taken) return;
    expect(await ledger.ownAudience(lease)).toBe(campaign.isSealed ? 'sealed' : 'owned');
    if (!campaign.isSealed) expect(await ledger.seal(lease)).toBe('sealed');
    campaign.isSealed = true;
    await ledger.endLease(lease);
  });

const advance = (ms: number): Command =>
  step(`advance ${ms}`, async (story, { clock }) => {
    story.now += ms;
    await clock.advance(ms);
  });

const relayNow = (): Command =>
  step('relay', async (story, { campaigns }) => {
    expect(await campaigns.relay()).toBe(relay(story));
  });

const sweepNow = (): Command =>
  step('sweep', async (story, { campaigns }) => {
    const effects = relay(story);
    let completed = 0;
    for (const [id, campaign] of story.campaigns) {
      if (campaign.status !== 'sending' || !campaign.isSealed) continue;
      tell(story, campaign, { id, event: 'COMPLETE' });
      completed += 1;
    }
    const waiting = [...story.campaigns].filter(([, campaign]) => isWaiting(story, campaign));
    const requeued = story.jobsAreRows ? [] : waiting.map(([id]) => `enqueue ${id}`);
    story.ports.push(...requeued);
    expect(await campaigns.sweep()).toEqual({
      expiredLeases: 0,
      inDoubt: 0,
      effects,
      completed,
      requeued: requeued.length,
    });
  });

const ids = fc.constantFrom('a', 'b', 'c', 'd');
// Those that something can still happen in: what has ended only takes the place of a whole life.
const openStatuses = campaignStatuses.filter((status) => !isFinal(status));
// Few, so that they are used again and again, also for something else.
const commandIds = fc.constantFrom(undefined, undefined, 'x', 'y', 'z');
const texts = fc.option(fc.string({ unit: 'grapheme-ascii', maxLength: 5 }), { nil: undefined });
const waits = fc.constantFrom(undefined, -1000, 0, 1, 500, 1000);

const anyAsk = (event: CampaignEventType) =>
  fc
    .record({ id: ids, event: fc.constant(event), commandId: commandIds, by: texts, reason: texts })
    .map(ask);

const anySchedule = fc
  .record({ id: ids, event: fc.constant('SCHEDULE' as const), commandId: commandIds, inMs: waits })
  .map(ask);

/** Any run of what can be asked of the service. */
export const anyCommands = fc.commands(
  [
    fc.record({ id: ids, commandId: commandIds }).map(create),
    fc.record({ id: ids, status: fc.constantFrom(...openStatuses) }).map(adopt),
    anySchedule,
    ...campaignEventTypes.filter((event) => event !== 'SCHEDULE').map(anyAsk),
    ids.map(seal),
    fc.constantFrom(1, 500, 1000).map(advance),
    fc.constant(null).map(relayNow),
    fc.constant(null).map(sweepNow),
  ],
  { maxCommands: 100, size: 'max' },
);
