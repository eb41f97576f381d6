import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { campaignStatuses, lifecycle } from '../../../src/lifecycle/index.js';
import { drivers } from './drivers.js';
import { sqliteSystem } from './sqlite-system.js';

const pairs = campaignStatuses.flatMap((from) => campaignStatuses.map((to) => [from, to] as const));
const isMove = (from: keyof typeof lifecycle, to: string) =>
  Object.values(lifecycle[from].on).some(({ target }) => target === to);

describe.each(drivers)('lifecycleTriggers on $name', (driver) => {
  let system: Awaited<ReturnType<typeof sqliteSystem>>;

  /** What somebody writes by hand, on a connection that has never heard of this package. */
  const insert = (id: string, status: string) =>
    system.own
      .prepare('insert into campaign (id, status, created_at, changed_at) values (?, ?, 0, 0)')
      .run(id, status);
  const statusOf = (id: string) =>
    (system.own.prepare('select status from campaign where id = ?').get(id) as { status: string })
      .status;

  beforeEach(async () => {
    system = await sqliteSystem(driver);
  });
  afterEach(() => system.dispose());

  it(`decides all ${pairs.length} pairs of statuses as the lifecycle does`, () => {
    for (const [from, to] of pairs) {
      const id = `${from} to ${to}`;
      insert(id, from);
      const update = () =>
        system.own.prepare('update campaign set status = ? where id = ?').run(to, id);
      if (from === to || isMove(from, to)) expect(update().changes, id).toBe(1);
      else expect(update, id).toThrow(`${from} cannot become ${to}`);
      expect(statusOf(id)).toBe(from === to || isMove(from, to) ? to : from);
    }
    expect(pairs).toHaveLength(25);
  });

  it('says what is allowed instead', () => {
    insert('x', 'ready');
    expect(() => system.own.exec("update campaign set status = 'sent'")).toThrow(
      'sending (START) or cancelled (CANCEL)',
    );
  });

  it('refuses a status that is in no table, in an insert and in an update', () => {
    for (const status of ['stopped', 'Ready', 'ready ', '']) {
      expect(() => insert(status, status)).toThrow('outside the lifecycle');
    }
    insert('x', 'ready');
    for (const status of ['canceled', 'READY', '']) {
      expect(() => system.own.prepare('update campaign set status = ?').run(status)).toThrow(
        'outside the lifecycle',
      );
    }
    expect(statusOf('x')).toBe('ready');
  });

  it('refuses all rows of an update if it refuses one', () => {
    insert('a', 'ready');
    insert('b', 'sent');
    expect(() => system.own.exec("update campaign set status = 'cancelled'")).toThrow(
      'sent cannot become cancelled; it is final',
    );
    expect([statusOf('a'), statusOf('b')]).toEqual(['ready', 'sent']);
  });

  it('refuses an upsert like an update', () => {
    insert('x', 'cancelled');
    const upsert = `insert into campaign (id, status, created_at, changed_at)
      values ('x', 'ready', 0, 0) on conflict (id) do update set status = excluded.status`;
    expect(() => system.own.exec(upsert)).toThrow('cancelled cannot become ready');
  });

  it('cannot keep `insert or replace` from making a new campaign of an old one', () => {
    insert('x', 'cancelled');
    system.own.exec(`insert or replace into campaign (id, status, created_at, changed_at)
      values ('x', 'ready', 0, 0)`);
    expect(statusOf('x')).toBe('ready');
  });

  it('lets a row that was inserted by hand take part like any other', async () => {
    insert('by hand', 'sending');
    expect(await system.store.read('by hand')).toMatchObject({ status: 'sending', data: null });
    expect(await system.store.waiting(10)).toEqual(['by hand']);
    expect(await system.ledger.tally('by hand')).toMatchObject({ audience: { size: 0 } });
  });
});
