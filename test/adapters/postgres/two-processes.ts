import { createPostgres, type PostgresOptions } from '../../../src/adapters/postgres/index.js';
import type { Place, RecipientLedger } from '../../../src/service/index.js';
import { openPool, postgresSystem } from './postgres-system.js';
import { watchedPool } from './watched-pool.js';

/** Another adapter on the same schema, with a pool of its own, of which every statement is watched. */
export const watchedAdapter = (schema: string, options: Partial<PostgresOptions> = {}) => {
  const own = openPool({ application_name: schema });
  const watched = watchedPool(own);
  const postgres = createPostgres({ pool: watched.pool, schema, listen: false, ...options });
  return {
    ...postgres,
    ...watched,
    own,
    end: async () => {
      watched.releaseAll();
      postgres.close();
      await own.end();
    },
  };
};

/** Two processes on one schema: one of which nothing is known, and one that is watched. */
export const twoProcesses = async (options: Partial<PostgresOptions> = {}) => {
  const system = await postgresSystem({ realTime: true, listen: false });
  const worker = watchedAdapter(system.schema, options);
  return {
    system,
    worker,
    dispose: async () => {
      await worker.end();
      await system.dispose();
    },
  };
};

/** A long time, for leases that are not to run out. */
export const ttlMs = 600_000;

/** Adopts a sending campaign and takes a lease on it. */
export const sendingWith = async (
  { store, ledger }: Pick<Awaited<ReturnType<typeof postgresSystem>>, 'store' | 'ledger'>,
  campaignId: string,
  chunks: readonly (readonly string[])[] = [],
) => {
  const nobody = { by: null, reason: null, effects: [], dueAt: null, data: null };
  const event = 'ADOPT';
  await store.insert({ id: campaignId, status: 'sending', event, commandId: 'adopt', ...nobody });
  const ref = { campaignId, token: `${campaignId} first` };
  await ledger.takeLease({ ...ref, worker: 'w', ttlMs, exclusive: false });
  await ledger.ownAudience(ref);
  for (const ids of chunks) {
    await ledger.append(
      ref,
      ids.map((id) => ({ id })),
    );
  }
  if (chunks.length > 0) await ledger.seal(ref);
  return ref;
};

/** A lease that has run out and that nobody has ended: whoever claims next has more to do than claim. */
export const runOutLease = async (
  { ledger }: Pick<Awaited<ReturnType<typeof postgresSystem>>, 'ledger'>,
  campaignId: string,
): Promise<void> => {
  const ref = { campaignId, token: `${campaignId} gone` };
  await ledger.takeLease({ ...ref, worker: 'gone', ttlMs, exclusive: false });
  await ledger.renewLease(ref, { ttlMs: 0, clockErrorMs: 0 });
};

/** Claims a chunk: where its recipients are. */
export const claimPlaces = async (
  ledger: RecipientLedger,
  ref: Parameters<RecipientLedger['claim']>[0],
): Promise<readonly Place[]> => {
  const { claim } = await ledger.claim(ref);
  if (claim === null) throw new Error('Expected a chunk to claim; there was none.');
  return claim.recipients.map(({ position }) => ({ chunk: claim.chunk, position }));
};

/** As a settlement of these. */
export const settlements = (
  places: readonly Place[],
  outcome: 'delivered' | 'retry' | 'untouched',
) => places.map((place) => ({ ...place, outcome, handedOverAt: 1 }));
