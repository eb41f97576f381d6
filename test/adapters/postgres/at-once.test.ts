import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPostgres } from '../../../src/adapters/postgres/index.js';
import { createCampaigns, type Place } from '../../../src/service/index.js';
import { openPool, serverUrl } from './postgres-system.js';
import {
  claimPlaces,
  runOutLease,
  sendingWith,
  settlements,
  ttlMs,
  twoProcesses,
} from './two-processes.js';
import { stateError } from './watched-pool.js';

const commit = /^commit$/;
const advanceAtOnce = /known as/;
const longWay = /with fence as materialized\s+\(\s+select c.status/;

describe.skipIf(!serverUrl)('a step of the ledger that is one statement', () => {
  let processes: Awaited<ReturnType<typeof twoProcesses>>;
  beforeEach(async () => {
    processes = await twoProcesses();
  });
  afterEach(() => processes.dispose());

  /** What the worker has sent to the server since it was asked last. */
  const statementsSince = async (step: () => Promise<unknown>) => {
    const { run } = processes.worker;
    const before = run.length;
    await step();
    return run.slice(before);
  };

  const tally = async () => {
    const { ledger } = processes.system;
    const [counted, recounted] = [await ledger.tally('a'), await ledger.recount('a')];
    const { begun = 0, delivered = 0, failed = 0, inDoubt = 0 } = counted ?? {};
    expect(recounted).toMatchObject({ begun, delivered, failed, inDoubt });
    return { begun, delivered, inDoubt, pending: recounted.pending };
  };

  /** A chunk that the worker has claimed, with the first of it begun. */
  const begunByWorker = async (...ids: string[]) => {
    const { system, worker } = processes;
    const ref = await sendingWith(system, 'a', [ids]);
    const [first, ...rest] = await claimPlaces(worker.ledger, ref);
    if (!first) throw new Error('Expected somebody to begin.');
    const begun = await worker.ledger.advance(ref, { settle: [], begin: [first] });
    expect(begun).toMatchObject({ begun: true, lease: { held: true, status: 'sending' } });
    return { ref, first, rest };
  };

  it('writes a chunk, claims it, begins, settles and closes it, each without a transaction', async () => {
    const { system, worker } = processes;
    const ref = await sendingWith(system, 'a');
    const append = () => worker.ledger.append(ref, [{ id: 'x' }, { id: 'y' }]);
    expect(await statementsSince(append)).toHaveLength(1);
    await system.ledger.seal(ref);
    let places: readonly Place[] = [];
    const claim = async () => {
      places = await claimPlaces(worker.ledger, ref);
    };
    expect(await statementsSince(claim)).toHaveLength(1);
    const [x, y] = places;
    if (!x || !y) throw new Error('Expected two recipients.');
    const steps = [
      { settle: [], begin: [x] },
      { settle: settlements([x], 'delivered'), begin: [y] },
      { settle: settlements([y], 'untouched'), begin: [] },
      { settle: [], begin: [y] },
      { settle: settlements([y], 'delivered'), begin: [] },
    ];
    for (const step of steps) {
      const advance = async () =>
        expect(await worker.ledger.advance(ref, step)).toMatchObject({ begun: true });
      expect(await statementsSince(advance)).toHaveLength(1);
    }
    expect(await tally()).toEqual({ begun: 0, delivered: 2, inDoubt: 0, pending: 0 });
    expect(await createCampaigns(system).complete('a')).toMatchObject({ accepted: true });
  });

  it('begins nothing once a CANCEL has committed before it came to the server', async () => {
    const { system, worker } = processes;
    const { ref, first, rest } = await begunByWorker('x', 'y', 'z');
    const held = worker.hold(advanceAtOnce);
    const step = { settle: settlements([first], 'delivered'), begin: rest };
    const advancing = worker.ledger.advance(ref, step);
    await held.reached;
    await createCampaigns(system).cancel('a');
    held.release();
    expect(await advancing).toMatchObject({ begun: false, lease: { status: 'cancelled' } });
    expect(await tally()).toEqual({ begun: 0, delivered: 1, inDoubt: 0, pending: 2 });
  });

  it('takes nothing for known that another process has changed meanwhile', async () => {
    const { system, worker } = processes;
    // What the first of them had begun is in doubt when the worker takes the rest.
    const old = await sendingWith(system, 'a', [['x', 'y']]);
    const [x, y] = await claimPlaces(system.ledger, old);
    if (!x || !y) throw new Error('Expected two recipients.');
    await system.ledger.advance(old, { settle: [], begin: [x] });
    await system.ledger.endLease(old);
    const ref = { campaignId: 'a', token: 'new' };
    await system.ledger.takeLease({ ...ref, worker: 'w', ttlMs, exclusive: false });
    await claimPlaces(worker.ledger, ref);
    // Its late answer, which the worker does not hear of.
    await system.ledger.advance(old, { settle: settlements([x], 'delivered'), begin: [] });
    expect(await worker.ledger.advance(ref, { settle: [], begin: [y] })).toMatchObject({
      begun: true,
    });
    expect(await tally()).toEqual({ begun: 1, delivered: 1, inDoubt: 0, pending: 0 });
    // From then on it is known again.
    const settle = settlements([y], 'delivered');
    const settling = () => worker.ledger.advance(ref, { settle, begin: [] });
    expect(await statementsSince(settling)).toHaveLength(1);
    expect(await tally()).toMatchObject({ delivered: 2, begun: 0 });
  });

  it('is all of it or nothing where one of two chunks is not as it was', async () => {
    const { system, worker } = processes;
    const ref = await sendingWith(system, 'a', [
      ['v', 'w'],
      ['x', 'y'],
    ]);
    const claims = [await claimPlaces(worker.ledger, ref), await claimPlaces(worker.ledger, ref)];
    const table = `"${system.schema}".campaign_chunk_state`;
    await system.own.query(`update ${table} set states = 'pf' where chunk = 0`);
    const begin = claims.flatMap(([first]) => first ?? []);
    expect(await worker.ledger.advance(ref, { settle: [], begin })).toMatchObject({ begun: true });
    const states = await system.own.query(`select states from ${table} order by chunk`);
    expect(states.rows).toEqual([{ states: 'bf' }, { states: 'bp' }]);
    // Nor where it is no longer the worker's.
    await system.own.query(`update ${table} set owner = 'another' where chunk = 1`);
    const more = claims[1]?.slice(1) ?? [];
    expect(await worker.ledger.advance(ref, { settle: [], begin: more })).toMatchObject({
      begun: false,
    });
  });

  it('waits for nobody: behind a lock it writes nothing, and the step is a transaction', async () => {
    const { system, worker } = processes;
    const { ref, first, rest } = await begunByWorker('x', 'y');
    const client = await system.own.connect();
    for (const row of ['campaign_lease', 'campaign_chunk_state']) {
      await client.query(`begin; select 1 from "${system.schema}".${row} for update`);
      const held = worker.hold(/^begin/);
      const step = { settle: settlements([first], 'untouched'), begin: [first] };
      const advancing = worker.ledger.advance(ref, step);
      // It has come back from the server although the row is still locked.
      await held.reached;
      await client.query('rollback');
      held.release();
      expect(await advancing).toMatchObject({ begun: true });
      expect(await tally()).toEqual({ begun: 1, delivered: 0, inDoubt: 0, pending: 1 });
    }
    client.release();
    const settle = settlements([first], 'delivered');
    await worker.ledger.advance(ref, { settle, begin: rest });
    expect(await tally()).toMatchObject({ delivered: 1, begun: 1 });
  });

  it('that is asked for twice at once is done once', async () => {
    const { worker } = processes;
    const { ref, first, rest } = await begunByWorker('x', 'y');
    const step = { settle: settlements([first], 'delivered'), begin: rest };
    const answers = await Promise.all([
      worker.ledger.advance(ref, step),
      worker.ledger.advance(ref, step),
    ]);
    expect(answers.filter(({ begun }) => begun)).toHaveLength(1);
    expect(await tally()).toEqual({ begun: 1, delivered: 1, inDoubt: 0, pending: 0 });
  });

  it('whose answer is lost is not taken for done, and may be told again', async () => {
    const { worker } = processes;
    const { ref, first, rest } = await begunByWorker('x', 'y');
    worker.fail(advanceAtOnce, stateError('08006'), 'after');
    const step = { settle: settlements([first], 'delivered'), begin: rest };
    await expect(worker.ledger.advance(ref, step)).rejects.toMatchObject({ code: 'connection' });
    // What may have been begun was not handed over.
    const again = { settle: [...step.settle, ...settlements(rest, 'untouched')], begin: rest };
    expect(await worker.ledger.advance(ref, again)).toMatchObject({ begun: true });
    expect(await tally()).toEqual({ begun: 1, delivered: 1, inDoubt: 0, pending: 0 });
  });

  it.each([
    ['is to be tried again', 'retry'],
    ['is in doubt', 'in-doubt'],
  ] as const)('is not enough where somebody %s', async (_, outcome) => {
    const { worker } = processes;
    const { ref, first, rest } = await begunByWorker('x', 'y');
    const settle = [{ ...first, outcome, handedOverAt: 1 }];
    const statements = await statementsSince(() =>
      worker.ledger.advance(ref, { settle, begin: rest }),
    );
    expect(statements.filter((sql) => advanceAtOnce.test(sql))).toHaveLength(0);
    expect(statements.filter((sql) => longWay.test(sql))).toHaveLength(1);
    expect(statements.filter((sql) => commit.test(sql))).toHaveLength(1);
    // What the transaction has written is known afterwards.
    const settling = () =>
      worker.ledger.advance(ref, { settle: settlements(rest, 'delivered'), begin: [] });
    expect(await statementsSince(settling)).toHaveLength(1);
    expect(await tally()).toMatchObject({ delivered: 1, begun: 0 });
  });

  it('is run as a transaction where those are read-only unless they say otherwise', async () => {
    const { system, worker } = processes;
    const { ref, rest } = await begunByWorker('x', 'y');
    worker.fail(advanceAtOnce, stateError('25006'));
    expect(await worker.ledger.advance(ref, { settle: [], begin: rest })).toMatchObject({
      begun: true,
    });
    expect(await tally()).toMatchObject({ begun: 2 });
    const other = await sendingWith(system, 'b');
    worker.fail(/listed as/, stateError('25006'));
    expect(await worker.ledger.append(other, [{ id: 'z' }])).toBe('appended');
    worker.fail(/free as/, stateError('25006'));
    expect(await claimPlaces(worker.ledger, other)).toEqual([{ chunk: 0, position: 0 }]);
  });

  it('appends in a transaction that waits where its audience is locked', async () => {
    const { system, worker } = processes;
    const ref = await sendingWith(system, 'a');
    const client = await system.own.connect();
    await client.query(`begin; select 1 from "${system.schema}".campaign_audience for update`);
    const appending = worker.ledger.append(ref, [{ id: 'x' }, { id: 'y' }, { id: 'x' }]);
    await system.waitUntilBlocked();
    await client.query('rollback');
    client.release();
    expect(await appending).toBe('appended');
    expect((await system.ledger.tally('a'))?.audience.size).toBe(2);
    expect(await claimPlaces(worker.ledger, ref)).toHaveLength(2);
  });

  it('claims in a transaction that waits where its lease is locked', async () => {
    const { system, worker } = processes;
    const ref = await sendingWith(system, 'a', [['x']]);
    const client = await system.own.connect();
    await client.query(`begin; select 1 from "${system.schema}".campaign_lease for update`);
    const claiming = claimPlaces(worker.ledger, ref);
    await system.waitUntilBlocked();
    await client.query('rollback');
    client.release();
    expect(await claiming).toEqual([{ chunk: 0, position: 0 }]);
  });

  it.each(['repeatable read', 'serializable'])(
    'is run as a transaction where it meets another at %s, unless they say otherwise',
    async (isolation) => {
      const { system } = processes;
      const own = openPool({
        max: 6,
        options: `-c default_transaction_isolation=${isolation.replace(' ', '\\ ')}`,
      });
      const strict = createPostgres({ pool: own, schema: system.schema, listen: false });
      const chunks = Array.from({ length: 12 }, (_, chunk) => [`x${chunk}`, `y${chunk}`]);
      await sendingWith(system, 'a', chunks);
      const refs = ['one', 'two', 'three', 'four'].map((token) => ({ campaignId: 'a', token }));
      for (const ref of refs)
        await system.ledger.takeLease({ ...ref, worker: ref.token, ttlMs, exclusive: false });
      const sent: Place[] = [];
      const work = async (ref: (typeof refs)[number]) => {
        for (;;) {
          const { claim } = await strict.ledger.claim(ref);
          if (claim === null) return;
          const begin = claim.recipients.map(({ position }) => ({ chunk: claim.chunk, position }));
          const step = await strict.ledger.advance(ref, { settle: [], begin });
          if (step.begun) sent.push(...begin);
          await strict.ledger.advance(ref, { settle: settlements(begin, 'delivered'), begin: [] });
        }
      };
      await Promise.all(refs.map(work));
      expect(new Set(sent.map(({ chunk, position }) => `${chunk} ${position}`)).size).toBe(24);
      expect(sent).toHaveLength(24);
      expect(await tally()).toEqual({ begun: 0, delivered: 24, inDoubt: 0, pending: 0 });
      strict.close();
      await own.end();
    },
  );

  it('claims as a transaction where a lease has to be ended first', async () => {
    const { system, worker } = processes;
    const ref = await sendingWith(system, 'a', [['x']]);
    await runOutLease(system, 'a');
    const statements = await statementsSince(() => claimPlaces(worker.ledger, ref));
    expect(statements.filter((sql) => commit.test(sql))).toHaveLength(1);
    expect((await system.ledger.tally('a'))?.leases.at(-1)?.endedAt).not.toBeNull();
  });
});
