// Which driver this Node gets, by import and by require, and what the suites say on it.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqlite, openSqlite } from 'campaign-machine/sqlite';
import {
  createManualClock,
  testAbortSignals,
  testCampaignQueue,
  testCampaignStore,
  testRecipientLedger,
} from 'campaign-machine/testing';

const folder = mkdtempSync(join(tmpdir(), 'campaign-machine-'));
const require = createRequire(import.meta.url);

/** @param {{ openSqlite: typeof openSqlite }} way */
const driverBy = (way) => {
  try {
    const database = way.openSqlite(join(folder, 'driver.db'));
    const { name } = database.constructor;
    database.close();
    return name;
  } catch (error) {
    return /** @type {{ code: string }} */ (error).code;
  }
};

/**
 * Without the wait for the disk, which is most of the time and shows in no result.
 * @param {string} path
 * @returns {import('campaign-machine/sqlite').SqliteLike}
 */
const open = (path) => {
  const database = openSqlite(path);
  return {
    exec: (sql) => database.exec(sql.replace('synchronous = full', 'synchronous = off')),
    prepare: (sql) => database.prepare(sql),
    close: () => database.close(),
  };
};

let files = 0;

/** @type {import('campaign-machine/testing').SuiteOptions<import('campaign-machine/sqlite').SqliteLike>['create']} */
const create = async () => {
  files += 1;
  const path = join(folder, `${files}.db`);
  const clock = createManualClock();
  const sqlite = createSqlite({ open: () => open(path), clock });
  await sqlite.migrate();
  const own = open(path);
  return {
    ...sqlite,
    advance: clock.advance,
    transaction: async (work) => {
      own.exec('begin immediate');
      try {
        const result = await work(own);
        own.exec('commit');
        return result;
      } catch (error) {
        own.exec('rollback');
        throw error;
      }
    },
    dispose: () => {
      sqlite.close();
      own.close();
    },
  };
};

const driver = driverBy({ openSqlite });
const required = driverBy(require('campaign-machine/sqlite'));
const suites = [testCampaignStore, testRecipientLedger, testCampaignQueue, testAbortSignals];
const cases =
  driver === 'driver-missing'
    ? []
    : suites.flatMap((suite) => suite({ create, without: ['corruptStatus'] }));
/** @type {string[]} */
const failed = [];
for (const { name, run } of cases) {
  await run().catch((/** @type {Error} */ error) => failed.push(`${name}: ${error.message}`));
}
rmSync(folder, { recursive: true, force: true });
console.log(JSON.stringify({ driver, required, ran: cases.length, failed }));
