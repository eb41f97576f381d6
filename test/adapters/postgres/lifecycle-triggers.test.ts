import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { campaignStatuses, lifecycle } from '../../../src/lifecycle/index.js';
import { postgresSystem, serverUrl } from './postgres-system.js';

const pairs = campaignStatuses.flatMap((from) => campaignStatuses.map((to) => [from, to] as const));
const isMove = (from: keyof typeof lifecycle, to: string) =>
  Object.values(lifecycle[from].on).some(({ target }) => target === to);

describe.skipIf(!serverUrl)('lifecycleTriggers', () => {
  let system: Awaited<ReturnType<typeof postgresSystem>>;
  beforeEach(async () => {
    system = await postgresSystem();
  });
  afterEach(() => system.dispose());

  /** What somebody writes by hand, who has never heard of this package. */
  const write = (sql: string, ...values: string[]) =>
    system.own.query(sql.replaceAll('@', `"${system.schema}".`), values);
  const insert = (id: string, status: string) =>
    write(
      'insert into @campaign (id, status, created_at, changed_at) values ($1, $2, 0, 0)',
      id,
      status,
    );
  const statusOf = async (id: string) =>
    (await write('select status from @campaign where id = $1', id)).rows[0].status;

  it(`decide all ${pairs.length} pairs of statuses as the lifecycle does`, async () => {
    for (const [from, to] of pairs) {
      const id = `${from} to ${to}`;
      await insert(id, from);
      const update = write('update @campaign set status = $1 where id = $2', to, id);
      if (from === to || isMove(from, to)) expect((await update).rowCount, id).toBe(1);
      else await expect(update, id).rejects.toThrow(`${from} cannot become ${to}`);
      expect(await statusOf(id)).toBe(from === to || isMove(from, to) ? to : from);
    }
    expect(pairs).toHaveLength(25);
  });

  it('say what is allowed instead', async () => {
    await insert('x', 'ready');
    await expect(write("update @campaign set status = 'sent'")).rejects.toThrow(
      'sending (START) or cancelled (CANCEL)',
    );
  });

  it('refuse a status that is in no table, in an insert and in an update', async () => {
    for (const status of ['stopped', 'Ready', 'ready ', '']) {
      await expect(insert(status, status)).rejects.toThrow('outside the lifecycle');
    }
    await insert('x', 'ready');
    for (const status of ['canceled', 'READY', '']) {
      const update = write('update @campaign set status = $1', status);
      await expect(update).rejects.toThrow('outside the lifecycle');
    }
    expect(await statusOf('x')).toBe('ready');
  });

  it('refuse all rows of an update if they refuse one, and an upsert like an update', async () => {
    await insert('a', 'ready');
    await insert('b', 'sent');
    await expect(write("update @campaign set status = 'cancelled'")).rejects.toThrow(
      'sent cannot become cancelled; it is final',
    );
    expect([await statusOf('a'), await statusOf('b')]).toEqual(['ready', 'sent']);
    const upsert = `insert into @campaign (id, status, created_at, changed_at)
      values ('b', 'ready', 0, 0) on conflict (id) do update set status = excluded.status`;
    await expect(write(upsert)).rejects.toThrow('sent cannot become ready');
  });

  it("look at what is written in the end, after an embedder's own triggers", async () => {
    await insert('x', 'ready');
    await write(`create function @zealous() returns trigger language plpgsql as $body$
      begin new.status = 'canceled'; return new; end $body$`);
    await write(`create trigger zealous before insert or update on @campaign
      for each row execute function @zealous()`);
    const refused = 'outside the lifecycle';
    await expect(write("update @campaign set data = '1'")).rejects.toThrow(refused);
    await expect(write("update @campaign set status = 'cancelled'")).rejects.toThrow(refused);
    await expect(insert('y', 'draft')).rejects.toThrow(refused);
    expect(await statusOf('x')).toBe('ready');
  });

  it('let a row that was inserted by hand take part like any other', async () => {
    await insert('by hand', 'sending');
    expect(await system.store.read('by hand')).toMatchObject({ status: 'sending', data: null });
    expect(await system.store.waiting(10)).toEqual(['by hand']);
    expect(await system.ledger.tally('by hand')).toMatchObject({ audience: { size: 0 } });
  });
});
