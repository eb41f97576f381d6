import type { Connection } from './connection.js';
import { PostgresAdapterError } from './postgres-adapter-error.js';
import { type Migration, migrations } from './schema.js';
import type { Session } from './session.js';

interface Found {
  readonly version: number;
  /** The oldest version that a release may know and still work on these tables. */
  readonly worksFrom: number;
}

const versionOf = async (session: Session, schema: string): Promise<Found> => {
  const isThere = await session.get(
    "select 1 from pg_tables where schemaname = $1 and tablename = 'campaign_schema'",
    schema,
  );
  if (!isThere) return { version: 0, worksFrom: 0 };
  const row = await session.get<{ version: number; works_from: number }>(
    'select version, works_from from @campaign_schema order by version desc limit 1',
  );
  return { version: row?.version ?? 0, worksFrom: row?.works_from ?? 0 };
};

const checkKnown = ({ version, worksFrom }: Found, known: number): void => {
  if (worksFrom <= known) return;
  throw new PostgresAdapterError(
    'schema-too-new',
    `The schema has version ${version}, which works from version ${worksFrom} on; this ` +
      `campaign-machine knows ${known}. Nothing was changed: use a newer release.`,
  );
};

/**
 * Brings the tables up to date. Any number of processes may do it at once: it is one transaction
 * under an advisory lock, which looks first whether somebody else was faster. A newer schema that
 * only adds to what this release knows is left as it is.
 */
export const migrate = async (
  connection: Connection,
  schema: string,
  steps: readonly Migration[] = migrations,
): Promise<void> => {
  // A process that starts beside others needs neither the lock nor the right to create anything.
  const found = await connection.read((session) => versionOf(session, schema));
  checkKnown(found, steps.length);
  if (found.version >= steps.length) return;
  await connection.write({
    work: async ({ session, now }) => {
      // The lock timeout is for steps; the migration of a large table may take as long as it takes.
      await session.script('set local lock_timeout = 0');
      await session.get(
        "select pg_advisory_xact_lock(hashtextextended('campaign-machine ' || $1, 0))",
        schema,
      );
      // Said only where it is needed: it asks for a right that the owner of a schema may not have.
      const isThere = await session.get('select 1 from pg_namespace where nspname = $1', schema);
      if (!isThere) await session.script(`create schema "${schema}"`);
      await session.script(`create table if not exists @campaign_schema
          (version integer primary key, works_from integer not null, at bigint not null)`);
      const present = await versionOf(session, schema);
      checkKnown(present, steps.length);
      for (const [index, step] of steps.slice(present.version).entries()) {
        await session.script(step.sql);
        await session.run(
          'insert into @campaign_schema (version, works_from, at) values ($1, $2, $3)',
          present.version + index + 1,
          step.worksFrom,
          now,
        );
      }
    },
  });
};
