import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCampaigns } from '../../../src/service/index.js';
import { serverUrl } from './postgres-system.js';
import {
  claimPlaces,
  runOutLease,
  sendingWith,
  settlements,
  ttlMs,
  twoProcesses,
  watchedAdapter,
} from './two-processes.js';

const fence = /with fence/;
const commit = /^commit$/;

describe.skipIf(!serverUrl)('createPostgres, two processes at once', () => {
  let processes: Awaited<ReturnType<typeof twoProcesses>>;
  beforeEach(async () => {
    processes = await twoProcesses();
  });
  afterEach(() => processes.dispose());

  /** Counts as they are kept, which have to be those of the rows. */
  const countsOf = async (id: string) => {
    const { ledger } = processes.system;
    const [tally, recount] = [await ledger.tally(id), await ledger.recount(id)];
    const { begun = 0, delivered = 0, failed = 0, inDoubt = 0, audience } = tally ?? {};
    expect(recount).toMatchObject({ begun, delivered, failed, inDoubt });
    const all = recount.pending + begun + delivered + failed + inDoubt;
    expect(all).toBe(audience?.size);
    return { begun, delivered, pending: recount.pending };
  };

  describe('a CANCEL', () => {
    /** What a worker may be in the middle of, up to its commit. */
    const steps = {
      'takes a lease': async () => {
        const ref = await sendingWith(processes.system, 'a', [['x']]);
        const other = { ...ref, token: 'other', worker: 'v', ttlMs, exclusive: false };
        return () => processes.worker.ledger.takeLease(other);
      },
      'owns the audience': async () => {
        const ref = await sendingWith(processes.system, 'a');
        return () => processes.worker.ledger.ownAudience(ref);
      },
      'seals the audience': async () => {
        const ref = await sendingWith(processes.system, 'a');
        return () => processes.worker.ledger.seal(ref);
      },
      'ends a lease that has run out, and claims': async () => {
        const ref = await sendingWith(processes.system, 'a', [['x'], ['y']]);
        await runOutLease(processes.system, 'a');
        return () => processes.worker.ledger.claim(ref);
      },
      begins: async () => {
        const ref = await sendingWith(processes.system, 'a', [['x', 'y']]);
        const begin = await claimPlaces(processes.system.ledger, ref);
        return () => processes.worker.ledger.advance(ref, { settle: [], begin });
      },
      settles: async () => {
        const ref = await sendingWith(processes.system, 'a', [['x', 'y']]);
        const begin = await claimPlaces(processes.system.ledger, ref);
        await processes.system.ledger.advance(ref, { settle: [], begin });
        const settle = settlements(begin, 'retry');
        return () => processes.worker.ledger.advance(ref, { settle, begin: [] });
      },
      'gives its lease back': async () => {
        const ref = await sendingWith(processes.system, 'a', [['x', 'y']]);
        await claimPlaces(processes.system.ledger, ref);
        return () => processes.worker.ledger.endLease(ref);
      },
      'expires leases': async () => {
        const ref = await sendingWith(processes.system, 'a', [['x', 'y']]);
        await claimPlaces(processes.system.ledger, ref);
        await processes.system.ledger.renewLease(ref, { ttlMs: 0, clockErrorMs: 0 });
        return () => processes.worker.ledger.expireLeases({ limit: 9 });
      },
    };

    it.each(Object.entries(steps))('does not wait for a worker that %s', async (_, prepare) => {
      const step = await prepare();
      const held = processes.worker.hold(commit);
      const stepping = step();
      await held.reached;
      // All that the worker's transaction has locked is locked now; nothing of it is committed.
      const answer = await createCampaigns(processes.system).cancel('a');
      expect(answer).toMatchObject({ accepted: true, to: 'cancelled' });
      held.release();
      await stepping;
      await countsOf('a');
    });
  });

  describe('a begin', () => {
    it('begins nothing once a CANCEL has committed, however late it is with its last statement', async () => {
      const { system, worker } = processes;
      const ref = await sendingWith(system, 'a', [['x', 'y']]);
      const begin = await claimPlaces(system.ledger, ref);
      // Up to here the step has seen `sending`, and has locked its lease and its chunk.
      const held = worker.hold(fence);
      const beginning = worker.ledger.advance(ref, { settle: [], begin });
      await held.reached;
      await createCampaigns(system).cancel('a');
      held.release();
      expect(await beginning).toMatchObject({ begun: false, lease: { status: 'cancelled' } });
      expect(await countsOf('a')).toMatchObject({ begun: 0, pending: 2 });
    });

    it('that came before the CANCEL is all that is begun, and is counted', async () => {
      const { system, worker } = processes;
      const ref = await sendingWith(system, 'a', [['x', 'y'], ['z']]);
      const begin = await claimPlaces(system.ledger, ref);
      const held = worker.hold(commit);
      const beginning = worker.ledger.advance(ref, { settle: [], begin });
      await held.reached;
      await createCampaigns(system).cancel('a');
      held.release();
      expect(await beginning).toMatchObject({ begun: true });
      expect(await countsOf('a')).toMatchObject({ begun: 2, pending: 1 });
    });

    it('settles what came back although it begins nothing any more', async () => {
      const { system, worker } = processes;
      const ref = await sendingWith(system, 'a', [['x', 'y']]);
      const [x, y] = await claimPlaces(system.ledger, ref);
      if (!x || !y) throw new Error('Expected two recipients.');
      await system.ledger.advance(ref, { settle: [], begin: [x] });
      const held = worker.hold(fence);
      const step = { settle: settlements([x], 'delivered'), begin: [y] };
      const advancing = worker.ledger.advance(ref, step);
      await held.reached;
      await createCampaigns(system).cancel('a');
      held.release();
      expect(await advancing).toMatchObject({ begun: false });
      expect(await countsOf('a')).toEqual({ begun: 0, delivered: 1, pending: 1 });
    });

    it('and the end of its lease by another process wait for each other: one of them has it', async () => {
      const { system, worker } = processes;
      const ref = await sendingWith(system, 'a', [['x']]);
      const begin = await claimPlaces(system.ledger, ref);
      const held = worker.hold(commit);
      const beginning = worker.ledger.advance(ref, { settle: [], begin });
      await held.reached;
      const ending = system.ledger.endLease(ref);
      held.release();
      expect(await beginning).toMatchObject({ begun: true });
      await ending;
      // Begun without an answer when the lease ended: in doubt, and neither pending nor lost.
      expect((await system.ledger.tally('a'))?.inDoubt).toBe(1);
      expect(await countsOf('a')).toMatchObject({ begun: 0, pending: 0 });
    });
  });

  describe('a COMPLETE', () => {
    const complete = () => createCampaigns(processes.system).complete('a');

    it('does not come before what is not committed, and comes after it', async () => {
      const { system, worker } = processes;
      const ref = await sendingWith(system, 'a', [['x']]);
      const begin = await claimPlaces(system.ledger, ref);
      await system.ledger.advance(ref, { settle: [], begin });
      const held = worker.hold(commit);
      const settling = worker.ledger.advance(ref, {
        settle: settlements(begin, 'delivered'),
        begin: [],
      });
      await held.reached;
      expect(await complete()).toMatchObject({ accepted: false, guard: 'settled' });
      held.release();
      await settling;
      expect(await complete()).toMatchObject({ accepted: true });
    });

    it.each([/insert into .*campaign_chunk_state/, fence, commit])(
      'does not slip between a recipient and its retry, held before %s',
      async (pattern) => {
        const { system, worker } = processes;
        const ref = await sendingWith(system, 'a', [['x']]);
        const begin = await claimPlaces(system.ledger, ref);
        await system.ledger.advance(ref, { settle: [], begin });
        const held = worker.hold(pattern);
        const settle = settlements(begin, 'retry');
        const settling = worker.ledger.advance(ref, { settle, begin: [] });
        await held.reached;
        expect(await complete()).toMatchObject({ accepted: false, guard: 'settled' });
        held.release();
        await settling;
        expect(await complete()).toMatchObject({ accepted: false, guard: 'settled' });
        expect(await countsOf('a')).toMatchObject({ pending: 1 });
      },
    );

    it('does not come between the last chunk and the seal', async () => {
      const { system, worker } = processes;
      const ref = await sendingWith(system, 'a');
      for (const step of ['append', 'seal'] as const) {
        const held = worker.hold(step === 'append' ? /listed as/ : commit);
        const stepping =
          step === 'append' ? worker.ledger.append(ref, [{ id: 'x' }]) : worker.ledger.seal(ref);
        await held.reached;
        expect(await complete()).toMatchObject({ accepted: false });
        held.release();
        await stepping;
      }
      expect(await complete()).toMatchObject({ accepted: false });
      expect(await countsOf('a')).toMatchObject({ pending: 1 });
    });

    it('of many at once moves the status once, and a CANCEL at the same time is told the truth', async () => {
      const { system, worker } = processes;
      for (let round = 0; round < 10; round += 1) {
        const id = `round ${round}`;
        await sendingWith(system, id, [[]]);
        const one = createCampaigns(system);
        const other = createCampaigns(worker);
        const answers = await Promise.all([
          one.complete(id),
          other.cancel(id),
          other.complete(id),
          one.cancel(id),
        ]);
        expect(answers.filter(({ accepted }) => accepted)).toHaveLength(1);
        const winner = answers.find(({ accepted }) => accepted);
        expect((await system.store.read(id))?.status).toBe(
          winner?.event === 'CANCEL' ? 'cancelled' : 'sent',
        );
      }
    });
  });

  describe('a command', () => {
    it('is not taken for guarded where the status came to it a moment later', async () => {
      const { system, worker } = processes;
      const campaigns = createCampaigns(system);
      await campaigns.create({ id: 'a' });
      // Decided on `ready` while the row says `draft`, as a stale reader would.
      const held = worker.hold(/for no key update/);
      const cancelling = worker.store.commit({
        campaignId: 'a',
        decision: {
          accepted: true,
          from: 'ready',
          event: 'CANCEL',
          to: 'cancelled',
          effects: [{ type: 'dequeue' }],
        },
        commandId: 'c',
        by: null,
        reason: null,
        effects: [],
      });
      await held.reached;
      await campaigns.schedule('a');
      held.release();
      expect(await cancelling).toMatchObject({ outcome: 'committed' });
    });

    it('that meets another of the same id in one moment is told of that one', async () => {
      const { system, worker } = processes;
      await createCampaigns(system).create({ id: 'a' });
      const given = { campaignId: 'a', commandId: 'c', by: null, reason: null, effects: [] };
      const held = worker.hold(commit);
      const rejecting = worker.store.commit({
        ...given,
        decision: {
          accepted: false,
          from: 'draft',
          event: 'CANCEL',
          reason: 'too-early',
          acceptedEvents: ['SCHEDULE'],
        },
      });
      await held.reached;
      // It waits for the row, and finds the command id taken when it has it.
      const scheduling = system.store.commit({
        ...given,
        decision: {
          accepted: true,
          from: 'draft',
          event: 'SCHEDULE',
          to: 'ready',
          effects: [{ type: 'enqueue' }],
        },
      });
      const refused = expect(scheduling).rejects.toMatchObject({ code: 'command-id-reused' });
      await system.waitUntilBlocked();
      held.release();
      await rejecting;
      await refused;
      expect((await system.store.read('a'))?.status).toBe('draft');
    });
  });

  describe('a lease', () => {
    it('that is exclusive is taken by one of many', async () => {
      const { system, worker } = processes;
      await sendingWith(system, 'a', [['x']]);
      await system.ledger.endLease({ campaignId: 'a', token: 'a first' });
      const request = { campaignId: 'a', worker: 'w', ttlMs, exclusive: true };
      const taken = await Promise.all(
        Array.from({ length: 8 }, (_, index) =>
          (index % 2 ? system : worker).ledger.takeLease({ ...request, token: `t${index}` }),
        ),
      );
      expect(taken.filter((each) => each.taken)).toHaveLength(1);
    });

    it.each([
      { first: 'exclusive', second: 'exclusive' },
      { first: 'exclusive', second: 'shared' },
      { first: 'shared', second: 'exclusive' },
    ])(
      'that is $first and being taken keeps out one that is $second',
      async ({ first, second }) => {
        const { system, worker } = processes;
        await sendingWith(system, 'a', [['x']]);
        await system.ledger.endLease({ campaignId: 'a', token: 'a first' });
        const request = { campaignId: 'a', worker: 'w', ttlMs };
        const held = worker.hold(commit);
        const one = worker.ledger.takeLease({
          ...request,
          token: 'one',
          exclusive: first === 'exclusive',
        });
        await held.reached;
        const two = system.ledger.takeLease({
          ...request,
          token: 'two',
          exclusive: second === 'exclusive',
        });
        await system.waitUntilBlocked();
        held.release();
        expect(await one).toMatchObject({ taken: true });
        expect(await two).toEqual({ taken: false, because: 'held' });
      },
    );

    it('that is shared is taken while another shared one is being taken', async () => {
      const { system, worker } = processes;
      await sendingWith(system, 'a', [['x']]);
      const request = { campaignId: 'a', worker: 'w', ttlMs, exclusive: false };
      const held = worker.hold(commit);
      const one = worker.ledger.takeLease({ ...request, token: 'one' });
      await held.reached;
      expect(await system.ledger.takeLease({ ...request, token: 'two' })).toMatchObject({
        taken: true,
      });
      held.release();
      expect(await one).toMatchObject({ taken: true });
    });

    it.each([
      ['shared', false],
      ['exclusive', true],
    ])(
      'that is %s and asked for twice at once is one lease, and both are told of it',
      async (_, exclusive) => {
        const { system, worker } = processes;
        await sendingWith(system, 'a', [['x']]);
        await system.ledger.endLease({ campaignId: 'a', token: 'a first' });
        const request = { campaignId: 'a', token: 't', worker: 'w', ttlMs, exclusive };
        const held = worker.hold(commit);
        const first = worker.ledger.takeLease(request);
        await held.reached;
        const second = system.ledger.takeLease(request);
        await system.waitUntilBlocked();
        held.release();
        const answers = [await first, await second];
        expect(answers.every(({ taken }) => taken)).toBe(true);
        expect((await system.ledger.tally('a'))?.leases).toHaveLength(2);
      },
    );

    it.each([
      ['shared', false],
      ['exclusive', true],
    ])('that is %s has a token of its own, also among campaigns', async (_, exclusive) => {
      const { system, worker } = processes;
      const { token } = await sendingWith(system, 'a', [['x']]);
      await sendingWith(system, 'b', [['x']]);
      await system.ledger.endLease({ campaignId: 'b', token: 'b first' });
      const request = { campaignId: 'b', token, worker: 'w', ttlMs, exclusive };
      await expect(worker.ledger.takeLease(request)).rejects.toThrow('never used');
      expect((await system.ledger.tally('a'))?.leases).toMatchObject([{ endedAt: null }]);
    });

    it('that runs out while its renewal waits is not revived', async () => {
      const { system, worker } = processes;
      await sendingWith(system, 'a', [['x']]);
      const ref = { campaignId: 'a', token: 'short' };
      await system.ledger.takeLease({ ...ref, worker: 'w', ttlMs: 300, exclusive: false });
      const client = await system.own.connect();
      await client.query(`begin; select 1 from "${system.schema}".campaign_lease for update`);
      const renewing = worker.ledger.renewLease(ref, { ttlMs, clockErrorMs: 0 });
      await system.waitUntilBlocked();
      await new Promise((resolve) => setTimeout(resolve, 400));
      await client.query('rollback');
      client.release();
      expect(await renewing).toMatchObject({ held: false });
    });

    it('is not found expired in the middle of a step of its holder', async () => {
      const { system } = processes;
      const ref = await sendingWith(system, 'a', [['x']]);
      const { expiresAt } = (await system.ledger.tally('a'))?.leases[0] ?? { expiresAt: 0 };
      // Its holder asks at the last moment, and others look when it is over.
      const holder = watchedAdapter(system.schema, { now: () => expiresAt - 1 });
      const other = watchedAdapter(system.schema, { now: () => expiresAt });
      const begin = await claimPlaces(system.ledger, ref);
      const held = holder.hold(fence);
      const beginning = holder.ledger.advance(ref, { settle: [], begin });
      await held.reached;
      const expire = () => other.ledger.expireLeases({ limit: 9 });
      expect(await expire()).toEqual([]);
      held.release();
      expect(await beginning).toMatchObject({ begun: true });
      // What it has begun ends with its lease, and is not left with a token that is gone.
      expect(await expire()).toMatchObject([{ campaignId: 'a', inDoubt: 1 }]);
      await holder.end();
      await other.end();
    });

    it('that its holder is ending at this moment is waited for a little by who would take over', async () => {
      const { system, worker } = processes;
      const ref = await sendingWith(system, 'a', [['x']]);
      const other = { campaignId: 'a', token: 'other' };
      await system.ledger.takeLease({ ...other, worker: 'v', ttlMs, exclusive: false });
      await claimPlaces(system.ledger, ref);
      await system.ledger.renewLease(ref, { ttlMs: 0, clockErrorMs: 0 });
      const ending = worker.hold(commit);
      const ended = worker.ledger.endLease(ref);
      await ending.reached;
      // The first look has passed it over when this has come to its end.
      const looker = watchedAdapter(system.schema);
      const first = looker.hold(commit);
      const claiming = looker.ledger.claim(other);
      await first.reached;
      ending.release();
      await ended;
      first.release();
      expect(await claiming).toMatchObject({ claim: { chunk: 0 } });
      await looker.end();
    });

    it('of a frozen process keeps nobody from the rest, nor for long from what it has locked', async () => {
      const { system } = processes;
      const frozen = watchedAdapter(system.schema, { transactionTimeoutMs: 3000 });
      const ref = await sendingWith(system, 'a', [['x'], ['y']]);
      const other = { campaignId: 'a', token: 'other' };
      await system.ledger.takeLease({ ...other, worker: 'v', ttlMs, exclusive: false });
      await runOutLease(system, 'a');
      const held = frozen.hold(commit);
      const claiming = frozen.ledger.claim(ref);
      const lost = expect(claiming).rejects.toMatchObject({ code: 'connection' });
      await held.reached;
      // The chunk that is being claimed is passed over.
      expect(await claimPlaces(system.ledger, other)).toEqual([{ chunk: 1, position: 0 }]);
      expect(await system.ledger.claim(other)).toMatchObject({ claim: null });
      // The server ends the transaction of which it hears nothing: then the chunk is free again.
      await expect
        .poll(() => system.ledger.claim(other), { timeout: 20_000 })
        .toMatchObject({
          claim: { chunk: 0 },
        });
      held.release();
      await lost;
      await frozen.end();
    });
  });
});
