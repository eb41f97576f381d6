import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, it } from 'vitest';
import {
  createPostgres,
  type PgClientLike,
  pglitePool,
} from '../../../src/adapters/postgres/index.js';
import { createManualClock, type TestSystem } from '../../../src/testing/index.js';
import { everySuite } from '../postgres/every-suite.js';
import { freshSchema, inTransaction, overwriteStatus } from '../postgres/postgres-system.js';

// One for all: it takes seconds to start.
let database: PGlite;
beforeAll(async () => {
  database = await PGlite.create();
});
afterAll(() => database.close());

const pgliteSystem = async ({ realTime }: { readonly realTime: boolean }) => {
  const pool = pglitePool(database);
  const schema = freshSchema();
  const clock = createManualClock();
  const postgres = createPostgres({
    pool,
    schema,
    ...(realTime ? {} : { clock, now: () => Math.floor(clock.wallMs()) }),
  });
  await postgres.migrate();
  return {
    ...postgres,
    advance: realTime ? (ms) => new Promise((resolve) => setTimeout(resolve, ms)) : clock.advance,
    transaction: (work) => inTransaction(pool, work),
    corruptStatus: (campaignId, status) => overwriteStatus(pool, schema, campaignId, status),
    dispose: async () => {
      postgres.close();
      await pool.query(`drop schema "${schema}" cascade`);
    },
  } satisfies TestSystem<PgClientLike> & Record<string, unknown>;
};

describe('createPostgres on PGlite', () => {
  const suites = everySuite(
    () => pgliteSystem({ realTime: false }),
    () => pgliteSystem({ realTime: true }),
  );
  describe.each(Object.entries(suites))('%s', (_, cases) => {
    for (const { name, run } of cases) it(name, run);
  });
});
