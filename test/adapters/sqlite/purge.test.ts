import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SqliteLike } from '../../../src/adapters/sqlite/index.js';
import { createCampaigns } from '../../../src/service/index.js';
import { drivers } from './drivers.js';
import { recorded } from './recording.js';
import { sqliteSystem } from './sqlite-system.js';

const tables = (database: SqliteLike) =>
  (
    database
      .prepare("select name from sqlite_master where type = 'table' and name like 'campaign%'")
      .all() as { name: string }[]
  )
    .map(({ name }) => name)
    .filter((name) => name !== 'campaign_schema');

const rows = (database: SqliteLike) =>
  Object.fromEntries(
    tables(database).map((table) => {
      const sql = `select count(*) as count from ${table}`;
      return [table, (database.prepare(sql).get() as { count: number }).count];
    }),
  );

describe.each(drivers)('purge on $name', (driver) => {
  let system: Awaited<ReturnType<typeof sqliteSystem>>;
  let writing: ReturnType<typeof recorded>;
  const audience = 12_000;

  beforeEach(async () => {
    const opened: ReturnType<typeof recorded>[] = [];
    system = await sqliteSystem({
      open: (path) => {
        const connection = recorded(driver.open(path));
        opened.push(connection);
        return connection;
      },
    });
    writing = opened[0] as ReturnType<typeof recorded>;
  });
  afterEach(() => system.dispose());

  /** A cancelled campaign with something in every table. */
  const cancelled = async (id: string, size: number) => {
    const { ledger } = system;
    const campaigns = createCampaigns({ ...system, clock: system.clock });
    await campaigns.adopt(id, 'sending');
    const ref = { campaignId: id, token: `token of ${id}` };
    await ledger.takeLease({ ...ref, worker: 'w', ttlMs: 1000, exclusive: false });
    await ledger.ownAudience(ref);
    for (let at = 0; at < size; at += 1000) {
      const length = Math.min(1000, size - at);
      await ledger.append(
        ref,
        Array.from({ length }, (_, each) => ({ id: `r${at + each}` })),
      );
    }
    const { claim } = await ledger.claim(ref);
    const begin = [{ chunk: claim?.chunk ?? 0, position: 0 }];
    await ledger.advance(ref, { settle: [], begin });
    await ledger.endLease(ref);
    await campaigns.cancel(id);
  };

  it('leaves no row of what it deleted in any table, and all rows of the rest', async () => {
    await cancelled('kept', 10);
    const before = rows(system.own);
    await cancelled('gone', audience);
    expect(rows(system.own)).not.toEqual(before);
    expect(await system.store.purge({ campaignId: 'gone', limit: 1 })).toBe(1);
    expect(rows(system.own)).toEqual(before);
    expect(Object.values(before).filter((count) => count > 0).length).toBeGreaterThanOrEqual(7);
  });

  it('deletes an audience in steps between which others get the lock', async () => {
    await cancelled('gone', audience);
    writing.recording.run.length = 0;
    await system.store.purge({ campaignId: 'gone', limit: 1 });
    const commits = writing.recording.run.filter((sql) => sql === 'commit');
    expect(commits.length).toBeGreaterThan(3);
  });

  it('is carried on by the next one when it was cut off', async () => {
    await cancelled('gone', 100);
    // As a process leaves it that was killed after the first step, or somebody with a DELETE.
    system.own.exec("delete from campaign where id = 'gone'");
    expect(rows(system.own)).toMatchObject({
      campaign: 0,
      campaign_recipient: 100,
      campaign_purged: 1,
    });
    await cancelled('gone', 3);
    expect(await system.ledger.recount('gone')).toMatchObject({ pending: 2, inDoubt: 1 });
    expect(await system.store.purge({ campaignId: 'nobody', limit: 1 })).toBe(0);
    expect(rows(system.own)).toMatchObject({
      campaign: 1,
      campaign_recipient: 3,
      campaign_purged: 0,
    });
  });
});
