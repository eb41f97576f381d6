import { describe, expect, it } from 'vitest';
import type { SqliteLike } from '../../../src/adapters/sqlite/index.js';
import {
  type ConformanceCase,
  type TestSystem,
  testAbortSignals,
  testCampaignQueue,
  testCampaignStore,
  testRecipientLedger,
} from '../../../src/testing/index.js';
import { drivers } from './drivers.js';
import { recorded } from './recording.js';
import { sqliteSystem } from './sqlite-system.js';

// Those that read more than they find, and why that is right.
const allowed: readonly (readonly [RegExp, string])[] = [
  [/from campaign_purged limit 1/, 'a table that is empty but for a purge'],
  [/ from sqlite_master where/, 'the tables of one program'],
  [/campaign_effect_open/, 'the open effects, which are few'],
  [/ VIRTUAL TABLE /, 'the chunk that is written'],
  [/USING INDEX campaign_due/, 'those that wait, which are not the many'],
  [/\(subquery/, 'what was found by an index'],
  [/^delete from campaign_.* limit \?( \/ 100)?\)$/, 'a purge: a slice, in any order'],
];

const plan = (database: SqliteLike, sql: string): string[] =>
  (database.prepare(`explain query plan ${sql}`).all() as { detail: string }[]).map(
    ({ detail }) => detail,
  );

/** A whole table, or the whole audience of a campaign. */
const readsMuch = (sql: string, detail: string): boolean =>
  detail.startsWith('SCAN ') ||
  (/campaign_(recipient|chunk)/.test(sql) &&
    /(PRIMARY KEY|sqlite_autoindex_campaign_(recipient|chunk)\w*) \(campaign=\?\)$/.test(detail));

describe('the statements of createSqlite', () => {
  const [driver] = drivers;
  if (!driver) throw new Error('There is no driver at all.');

  it('find their rows by an index', async () => {
    const statements = new Set<string>();
    let last: TestSystem<SqliteLike> | undefined;
    const create = async () => {
      const system = await sqliteSystem({
        open: (path) => {
          const connection = recorded(driver.open(path));
          connections.push(connection);
          return connection;
        },
      });
      last = system;
      return system;
    };
    const connections: ReturnType<typeof recorded>[] = [];
    const cases: readonly ConformanceCase[] = [
      ...testCampaignStore({ create }),
      ...testRecipientLedger({ create }),
      ...testCampaignQueue({ create }),
      ...testAbortSignals({ create }),
    ];
    for (const { run } of cases) await run();
    for (const { recording } of connections) for (const sql of recording.run) statements.add(sql);
    expect(last).toBeDefined();

    const { own, dispose } = await sqliteSystem(driver);
    const explained = [...statements]
      .map((sql) => sql.replaceAll(/\s+/g, ' ').trim())
      .filter((sql) => /^(select|update|insert|delete)/.test(sql));
    const found = explained.flatMap((sql) =>
      plan(own, sql)
        .filter((detail) => readsMuch(sql, detail))
        .filter((detail) => !allowed.some(([pattern]) => pattern.test(detail) || pattern.test(sql)))
        .map((detail) => `${detail}: ${sql}`),
    );
    await dispose();
    expect(found).toEqual([]);
    expect(explained.length).toBeGreaterThan(50);
  }, 120_000);
});
