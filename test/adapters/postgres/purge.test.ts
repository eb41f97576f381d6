import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCampaigns } from '../../../src/service/index.js';
import { serverUrl } from './postgres-system.js';
import { claimPlaces, sendingWith, twoProcesses } from './two-processes.js';

const recipients = Array.from({ length: 12_000 }, (_, each) => `r${each}`);

describe.skipIf(!serverUrl)('purge on PostgreSQL', () => {
  let processes: Awaited<ReturnType<typeof twoProcesses>>;
  beforeEach(async () => {
    processes = await twoProcesses();
  });
  afterEach(() => processes.dispose());

  /** How many rows there are in each table. */
  const rows = async () => {
    const { own, schema } = processes.system;
    const { rows: tables } = await own.query(
      "select tablename from pg_tables where schemaname = $1 and tablename <> 'campaign_schema'",
      [schema],
    );
    const counts: Record<string, number> = {};
    for (const { tablename } of tables) {
      const sql = `select count(*)::integer as n from "${schema}"."${tablename}"`;
      counts[tablename] = (await own.query(sql)).rows[0].n;
    }
    return counts;
  };

  /** A cancelled campaign with something in every table. */
  const cancelled = async (id: string, size: number) => {
    const { system } = processes;
    const ref = await sendingWith(system, id, [recipients.slice(0, size)]);
    const [first] = await claimPlaces(system.ledger, ref);
    await system.ledger.advance(ref, { settle: [], begin: first ? [first] : [] });
    await system.ledger.endLease(ref);
    await createCampaigns(system).cancel(id);
  };

  it('leaves no row of what it deleted in any table, and all rows of the rest, in short steps', async () => {
    await cancelled('kept', 10);
    const before = await rows();
    await cancelled('gone', recipients.length);
    expect(await rows()).not.toEqual(before);
    expect(await processes.worker.store.purge({ campaignId: 'gone', limit: 1 })).toBe(1);
    expect(await rows()).toEqual(before);
    expect(Object.values(before).filter((count) => count > 0).length).toBeGreaterThanOrEqual(7);
    expect(processes.worker.run.filter((sql) => sql === 'commit').length).toBeGreaterThan(3);
  });

  it('of two processes at once deletes each campaign once', async () => {
    for (const id of ['a', 'b', 'c', 'd']) await cancelled(id, 5);
    const deleted = await Promise.all(
      [processes.system, processes.worker].map(({ store }) => store.purge({ limit: 10 })),
    );
    expect(deleted.reduce((sum, each) => sum + each, 0)).toBe(4);
    await processes.system.store.purge({ limit: 10 });
    expect(Object.values(await rows()).every((count) => count === 0)).toBe(true);
  });
});
