import type { Socket } from 'node:net';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPostgres, type PgClientLike } from '../../../src/adapters/postgres/index.js';
import { createCampaigns } from '../../../src/service/index.js';
import { openPool, serverUrl } from './postgres-system.js';
import { sendingWith, twoProcesses } from './two-processes.js';
import { stateError } from './watched-pool.js';

/** A command is one statement, or a transaction where a queue has something to write in it. */
const ways = [
  { way: 'one statement', last: /moved as/, jobsAreRows: true },
  { way: 'a transaction', last: /^commit$/, jobsAreRows: false },
] as const;

describe.skipIf(!serverUrl).each(ways)('a command that is $way', ({ last, jobsAreRows }) => {
  let processes: Awaited<ReturnType<typeof twoProcesses>>;
  let campaigns: ReturnType<typeof createCampaigns<PgClientLike>>;
  beforeEach(async () => {
    processes = await twoProcesses();
    const { worker, system } = processes;
    campaigns = createCampaigns({ ...worker, queue: { ...worker.queue, jobsAreRows } });
    await createCampaigns(system).adopt('a', 'ready');
  });
  afterEach(() => processes.dispose());

  const timesRun = () => processes.worker.run.filter((sql) => last.test(sql)).length;

  it.each(['40001', '40P01'])('is run again where it was in a conflict (%s)', async (code) => {
    const { worker } = processes;
    worker.fail(last, stateError(code));
    worker.fail(/moved as/, stateError(code));
    expect(await campaigns.cancel('a')).toMatchObject({ accepted: true, replayed: false });
    // What was one statement is a transaction then, which says how it is to be run.
    expect(worker.run.filter((sql) => /moved as/.test(sql))).toHaveLength(3);
    expect(worker.run).toContain('commit');
  });

  it.each([
    ['53100', 'disk'],
    ['25006', 'read-only'],
    ['42501', 'refused'],
    ['54000', 'refused'],
    ['23514', 'refused'],
    ['42P01', 'not-migrated'],
    ['XX000', 'failed'],
  ])(
    'has the code of the guide for the state %s: %s, and has changed nothing',
    async (state, code) => {
      const { worker } = processes;
      // What was read-only is asked once more, in a transaction that says that it writes.
      for (let time = 0; time < 2; time += 1) worker.fail(/moved as/, stateError(state));
      await expect(campaigns.cancel('a')).rejects.toMatchObject({
        name: 'PostgresAdapterError',
        code,
        cause: stateError(state),
      });
      expect((await campaigns.get('a'))?.status).toBe('ready');
    },
  );

  it('gives up on a conflict that does not end', async () => {
    const { worker } = processes;
    // Five times as a transaction, and once before that as a statement.
    const times = jobsAreRows ? 6 : 5;
    for (let time = 0; time < times; time += 1) worker.fail(last, stateError('40P01'));
    await expect(campaigns.cancel('a')).rejects.toMatchObject({ code: 'conflict' });
    expect((await campaigns.get('a'))?.status).toBe('ready');
    expect(timesRun()).toBe(times);
  });

  it('tells apart what was committed and what was not, by the command id, when the answer is lost', async () => {
    const { worker } = processes;
    const lost = new Error('Connection terminated unexpectedly');
    worker.fail(last, lost, 'before');
    await expect(campaigns.cancel('a', { commandId: 'c' })).rejects.toMatchObject({
      code: 'connection',
      message: expect.stringContaining('same command id'),
    });
    expect((await campaigns.get('a'))?.status).toBe('ready');
    worker.fail(last, lost, 'after');
    await expect(campaigns.cancel('a', { commandId: 'c' })).rejects.toMatchObject({
      code: 'connection',
    });
    expect(await campaigns.cancel('a', { commandId: 'c' })).toMatchObject({
      accepted: true,
      replayed: true,
    });
  });

  it('survives that the server ends its connection in the middle of it', async () => {
    const { system } = processes;
    await system.transaction(async (tx) => {
      await tx.query(`select 1 from "${system.schema}".campaign where id = 'a' for update`);
      const lost = expect(campaigns.cancel('a', { commandId: 'c' })).rejects.toMatchObject({
        code: 'connection',
      });
      await system.waitUntilBlocked();
      await system.own.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
        [system.schema],
      );
      await lost;
    });
    expect(await campaigns.cancel('a', { commandId: 'c' })).toMatchObject({ replayed: false });
  });

  it('waits for a lock of somebody else for so long and no longer', async () => {
    const { system } = processes;
    const impatient = createPostgres({
      pool: system.own,
      schema: system.schema,
      listen: false,
      lockTimeoutMs: 50,
    });
    const { cancel } = createCampaigns({
      ...impatient,
      queue: { ...impatient.queue, jobsAreRows },
    });
    await system.transaction(async (tx) => {
      await tx.query(`select 1 from "${system.schema}".campaign where id = 'a' for update`);
      await expect(cancel('a')).rejects.toMatchObject({ code: 'busy' });
    });
    expect(await cancel('a')).toMatchObject({ accepted: true });
    const { rows } = await system.own.query('show lock_timeout');
    expect(rows[0].lock_timeout).toBe('0');
    impatient.close();
  });

  it('is not kept out by transactions that are read-only, or serializable, unless they say otherwise', async () => {
    const { system } = processes;
    for (const setting of ['read_only = on', "isolation = 'serializable'"]) {
      const pool = openPool({ max: 1 });
      await pool.query(`set default_transaction_${setting}`);
      const other = createPostgres({ pool, schema: system.schema, listen: false });
      const one = createCampaigns({ ...other, queue: { ...other.queue, jobsAreRows } });
      await one.adopt(setting, 'sending');
      expect(await one.cancel(setting)).toMatchObject({ accepted: true });
      other.close();
      await pool.end();
    }
  });

  it('gives its connection back', async () => {
    const { worker } = processes;
    worker.fail(/moved as/, new Error('thrown on purpose'));
    await expect(campaigns.cancel('a')).rejects.toThrow('on purpose');
    await campaigns.cancel('a');
    expect(worker.own.idleCount).toBe(worker.own.totalCount);
  });
});

describe.skipIf(!serverUrl)('createPostgres, when something is wrong', () => {
  let processes: Awaited<ReturnType<typeof twoProcesses>>;
  beforeEach(async () => {
    processes = await twoProcesses();
    await createCampaigns(processes.system).adopt('a', 'ready');
  });
  afterEach(() => processes.dispose());

  it('survives that a connection is ended in the moment in which it gets it', async () => {
    const { system } = processes;
    const pool = openPool({ max: 1 });
    const postgres = createPostgres({ pool, schema: system.schema, listen: false });
    const client = await pool.connect();
    const { rows } = await client.query('select pg_backend_pid() as pid');
    client.release();
    const ofBackend = async (column: string) =>
      (
        await system.own.query(`select ${column} as found from pg_stat_activity where pid = $1`, [
          rows[0].pid,
        ])
      ).rows[0]?.found;
    // As in a process that stands still: what the server says is read later, in one go.
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
    stream.pause();
    const before = pool.query('select 42');
    await expect.poll(() => ofBackend('query')).toBe('select 42');
    await expect.poll(() => ofBackend('state')).toBe('idle');
    const telling = postgres.ledger.tally('a');
    await system.own.query('select pg_terminate_backend($1)', [rows[0].pid]);
    await expect.poll(() => ofBackend('pid')).toBeUndefined();
    const refused = expect(telling).rejects.toMatchObject({ code: 'connection' });
    stream.resume();
    await before;
    await refused;
    expect(await postgres.ledger.tally('a')).toMatchObject({ delivered: 0 });
    postgres.close();
    await pool.end();
  });

  it('says what to do where there is no server', async () => {
    const pool = new pg.Pool({ host: '127.0.0.1', port: 1, connectionTimeoutMillis: 2000 });
    const nowhere = createPostgres({ pool, listen: false });
    await expect(nowhere.migrate()).rejects.toMatchObject({ code: 'connection' });
    await expect(createCampaigns(nowhere).get('a')).rejects.toMatchObject({ code: 'connection' });
    await pool.end();
  });

  it('says what to do before migrate(), after close(), and with a schema that is none', async () => {
    const pool = openPool();
    const early = createPostgres({ pool, schema: 'nothing_is_here', listen: false });
    await expect(early.store.read('a')).rejects.toMatchObject({ code: 'not-migrated' });
    early.close();
    await expect(early.store.read('a')).rejects.toMatchObject({ code: 'closed' });
    await expect(early.ledger.claim({ campaignId: 'a', token: 't' })).rejects.toMatchObject({
      code: 'closed',
    });
    for (const schema of ['', 'Upper', 'a"b', 'a b', 'x'.repeat(64), '$guard$']) {
      expect(() => createPostgres({ pool, schema })).toThrow('Expected a schema');
    }
    expect(() => createPostgres({ pool, pollIntervalMs: 0.5 })).toThrow('pollIntervalMs');
    await pool.end();
  });

  it('does not say that it has committed where the database rolled back', async () => {
    const { store } = processes.worker;
    const insert = store.insert(
      {
        id: 'b',
        status: 'draft',
        dueAt: null,
        data: null,
        event: 'CREATE',
        commandId: 'b',
        by: null,
        reason: null,
        effects: [],
      },
      {
        // The transaction is spoilt by then, and PostgreSQL answers its commit without an error.
        within: (tx) =>
          tx.query('select 1 from no_such_table').then(
            () => {},
            () => {},
          ),
      },
    );
    await expect(insert).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('rolled the transaction back'),
    });
    expect(await store.read('b')).toBeUndefined();
  });

  it('refuses an id that is too long to be looked up by, and writes nothing', async () => {
    const { store, ledger } = processes.system;
    const ref = await sendingWith(processes.system, 'b');
    const id = Array.from({ length: 9000 }, (_, index) => Math.sin(index).toString(36)).join('');
    await expect(ledger.append(ref, [{ id: 'x' }, { id }])).rejects.toMatchObject({
      code: 'refused',
    });
    expect((await ledger.tally('b'))?.audience.size).toBe(0);
    expect(await store.read(id)).toBeUndefined();
  });
});
