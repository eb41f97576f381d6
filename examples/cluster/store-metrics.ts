import { campaignStatuses } from 'campaign-machine';
import { Gauge, Registry } from 'prom-client';

/** The part of a `pg` pool that is used here. */
interface Database {
  query(text: string): Promise<{ readonly rows: readonly Record<string, unknown>[] }>;
}

// The tables are the guide's to read (docs/guides/postgres.md). Times in them are milliseconds.
const now = '(extract(epoch from clock_timestamp()) * 1000)';
const byStatus =
  'select status, count(*)::float8 as count from campaign_machine.campaign group by status';
const others = `select
  (select count(*) from campaign_machine.campaign_lease
    where ended_at is null and expires_at > ${now})::float8 as leases,
  (select count(*) from campaign_machine.campaign_chunk_state where owner is not null)::float8 as claimed,
  (select coalesce(sum(in_doubt), 0) from campaign_machine.campaign_lease)::float8 as in_doubt,
  (select count(*) from campaign_machine.campaign_effect where settled_as is null)::float8 as effects,
  (select coalesce(greatest(0, max(${now} - recorded_at)), 0) / 1000
    from campaign_machine.campaign_effect where settled_as is null)::float8 as lag`;

/**
 * What stands in the database, for all processes together: one of them says it. Read when the metrics
 * are read; where that fails it is left out rather than old, and `campaign_store_up` is 0.
 */
export const createStoreMetrics = (own: Registry, database: Database) => {
  const registry = new Registry();
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] });
  const up = new Gauge({
    name: 'campaign_store_up',
    help: '1 if the database could be read for this answer.',
    registers: [own],
  });
  const status = new Gauge({
    name: 'campaigns',
    help: 'Campaigns by status.',
    labelNames: ['status'],
    registers: [registry],
  });
  const values = {
    leases: gauge('campaign_live_leases', 'Workers at campaigns: one for each pair of them.'),
    claimed: gauge('campaign_claimed_chunks', 'Chunks of recipients that a lease holds.'),
    in_doubt: gauge('campaign_in_doubt', 'Recipients of whom nobody can say whether they got it.'),
    effects: gauge('campaign_outbox', 'Effects that wait to be carried out.'),
    lag: gauge('campaign_outbox_lag_seconds', 'How long the oldest of them has waited.'),
  };

  const readAll = async (): Promise<void> => {
    const counts = await database.query(byStatus);
    const [row] = (await database.query(others)).rows;
    for (const name of campaignStatuses) {
      const found = counts.rows.find((each) => each['status'] === name);
      status.set({ status: name }, Number(found?.['count'] ?? 0));
    }
    for (const [name, each] of Object.entries(values)) each.set(Number(row?.[name]));
  };

  return {
    /** What there is to say now: nothing where the database cannot be read. Never rejects. */
    async read(): Promise<readonly Registry[]> {
      const isRead = await readAll().then(
        () => true,
        () => false,
      );
      up.set(isRead ? 1 : 0);
      return isRead ? [registry] : [];
    },
  };
};
