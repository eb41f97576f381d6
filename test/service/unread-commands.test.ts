import { beforeEach, describe, expect, it } from 'vitest';
import { campaignEventTypes, campaignStatuses, decide } from '../../src/lifecycle/index.js';
import { createCampaigns } from '../../src/service/index.js';
import { memorySystem } from '../adapters/memory/memory-system.js';
import { tryingOn } from '../adapters/memory/trying.js';

/** Campaigns on a store whose commands can be tried, and what the store was called for. */
const watched = (memory = memorySystem({ joinsTransaction: true })) => {
  const calls: string[] = [];
  const { store, ...ports } = memory;
  const noted = {
    ...store,
    read: (...input: Parameters<typeof store.read>) => {
      calls.push('read');
      return store.read(...input);
    },
    commit: (...input: Parameters<typeof store.commit>) => {
      calls.push('commit');
      return store.commit(...input);
    },
    tryCommit: (changes: Parameters<ReturnType<typeof tryingOn>>[0]) => {
      calls.push('try');
      return tryingOn(store)(changes);
    },
  };
  return { memory, calls, ports: { ...ports, store: noted } };
};

// As where the row is the job, and the commit is heard.
const inTheStatus = ({ ports }: ReturnType<typeof watched>) => ({
  ...ports,
  queue: { ...ports.queue, jobsAreRows: true },
  signals: { ...ports.signals, toldByCommit: true },
});

describe('a command on a store where it can be tried', () => {
  let system: ReturnType<typeof watched>;
  let campaigns: ReturnType<typeof createCampaigns>;
  beforeEach(() => {
    system = watched();
    campaigns = createCampaigns(inTheStatus(system)) as never;
  });

  const made = async (status: (typeof campaignStatuses)[number]) => {
    await campaigns.adopt('a', status);
    if (status === 'sending')
      await system.memory.ledger.takeLease({
        campaignId: 'a',
        token: 't',
        worker: 'w',
        ttlMs: 1000,
        exclusive: false,
      });
    system.calls.length = 0;
  };

  it.each(campaignStatuses.flatMap((from) => campaignEventTypes.map((type) => ({ from, type }))))(
    'has the answer of the table: $type in $from',
    async ({ from, type }) => {
      await made(from);
      const decision = decide(from, { type });
      const answer = await campaigns.apply('a', { type });
      // COMPLETE is guarded: here the audience was never written.
      const isGuarded = type === 'COMPLETE' && decision.accepted;
      if (isGuarded) expect(answer).toMatchObject({ accepted: false, guard: 'settled' });
      else expect(answer).toMatchObject(decision);
      const after = isGuarded || !decision.accepted ? from : decision.to;
      expect((await campaigns.get('a')).status).toBe(after);
    },
  );

  it('is one call where the status accepts it, and reads where not', async () => {
    await made('ready');
    await campaigns.cancel('a', { by: 'ann' });
    expect(system.calls).toEqual(['try']);
    system.calls.length = 0;
    expect(await campaigns.cancel('a')).toMatchObject({
      reason: 'repeated',
      cancellation: { by: 'ann' },
    });
    expect(system.calls).toEqual(['try', 'read']);
  });

  it('that was answered before is replayed', async () => {
    await made('draft');
    const early = await campaigns.cancel('a', { commandId: 'once' });
    expect(early).toMatchObject({ accepted: false, reason: 'too-early', replayed: false });
    await campaigns.schedule('a', { commandId: 'twice' });
    expect(await campaigns.schedule('a', { commandId: 'twice' })).toMatchObject({
      accepted: true,
      replayed: true,
    });
    expect(await campaigns.cancel('a', { commandId: 'once' })).toMatchObject({
      accepted: false,
      replayed: true,
    });
    expect((await campaigns.get('a')).status).toBe('ready');
  });

  it('is not tried in a transaction of the embedder, nor where a port has to be called in the commit', async () => {
    await made('ready');
    const others = createCampaigns(system.ports);
    await others.cancel('a');
    expect(system.calls).toEqual(['read', 'commit']);
    await campaigns.adopt('b', 'ready');
    system.calls.length = 0;
    const { transaction } = system.memory;
    const own = createCampaigns(inTheStatus(system));
    await transaction?.((tx) => own.cancel('b', { tx }));
    expect(system.calls).toEqual(['read', 'commit']);
    expect((await campaigns.get('b')).status).toBe('cancelled');
  });

  it('is tried out of those statuses in which no port has to be called', async () => {
    const { queue, signals, ...ports } = system.ports;
    const joining = {
      queue: { ...queue, jobsAreRows: false },
      signals: { ...signals, toldByCommit: true },
    };
    const others = createCampaigns({ ...ports, ...joining });
    await made('sending');
    await others.cancel('a');
    expect(system.calls).toEqual(['try']);
    await campaigns.adopt('b', 'ready');
    system.calls.length = 0;
    expect(await others.cancel('b')).toMatchObject({ accepted: true, from: 'ready' });
    expect(system.calls).toEqual(['try', 'read', 'commit']);
  });

  it('that fails is not asked for in another way: whether it was written is open', async () => {
    await made('ready');
    const ports = inTheStatus(system);
    const tryCommit = () => Promise.reject(new Error('no answer'));
    const failing = createCampaigns({ ...ports, store: { ...ports.store, tryCommit } });
    await expect(failing.cancel('a')).rejects.toThrow('no answer');
    expect(system.calls).toEqual([]);
  });
});
