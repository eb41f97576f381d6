import { createHash } from 'node:crypto';
import pg from 'pg';
import { createPostgres } from '../../src/adapters/postgres/index.js';
import { letter } from '../../src/service/chunk.js';
import { type CampaignReport, createCampaigns } from '../../src/service/index.js';
import type { PlannedCampaign } from './chaos-plan.js';
import { watcherName } from './engine-ports.js';
import type { Arrival, CampaignEvidence, RecipientRow } from './evidence.js';

const schema = 'campaign_machine';
const hashOf = (id: string): string => createHash('sha256').update(id, 'utf8').digest('hex');

const stateOf = (found: string | undefined, isLive: boolean): RecipientRow['state'] | 'moved' => {
  // Begun under a lease that has run out is in doubt, whether or not somebody has noticed yet.
  if (found === letter.begun && !isLive) return 'inDoubt';
  if (found === letter.pendingAgain) return 'pending';
  if (found === letter.begunAgain) return 'begun';
  const states = ['pending', 'begun', 'delivered', 'failed', 'inDoubt', 'moved'] as const;
  const state = states.find((name) => letter[name] === found);
  if (state) return state;
  throw new Error(`Expected a letter of a recipient's state; got ${found}.`);
};

/** Every recipient, read from the rows past the adapter: what it says must not be its own witness. */
const readRows = async (pool: pg.Pool, campaignId: string): Promise<RecipientRow[]> => {
  const { rows } = await pool.query(
    `select s.states, c.recipients,
       coalesce(l.ended_at is null and l.expires_at > extract(epoch from now()) * 1000, false) live
     from ${schema}.campaign k
     join ${schema}.campaign_chunk_state s on s.campaign = k.key
     join ${schema}.campaign_chunk c on c.campaign = s.campaign and c.chunk = s.chunk
     left join ${schema}.campaign_lease l on l.token = s.owner
     where k.id = $1`,
    [campaignId],
  );
  return rows.flatMap(({ states, recipients, live }) =>
    (JSON.parse(recipients) as readonly { readonly id: string }[]).flatMap(({ id }, position) => {
      const state = stateOf(states[position], live);
      return state === 'moved' ? [] : [{ id, state }];
    }),
  );
};

/** Whoever looks on: on connections that no fault cuts. */
export interface Watcher {
  migrate(): Promise<void>;
  cut(every: number, offset: number): Promise<void>;
  report(campaignId: string): Promise<CampaignReport>;
  evidence(
    planned: PlannedCampaign,
    heard: { readonly acceptedAnswers: readonly string[]; readonly arrivals: readonly Arrival[] },
  ): Promise<CampaignEvidence>;
  close(): Promise<void>;
}

/** Connects, and listens for cancels: a notification comes when they are stored. */
export const openWatcher = async (databaseUrl: string): Promise<Watcher> => {
  const named = { connectionString: databaseUrl, application_name: watcherName };
  const pool = new pg.Pool({ ...named, max: 2 });
  const postgres = createPostgres({ pool, listen: false });
  const campaigns = createCampaigns(postgres);
  const listener = new pg.Client(named);
  await listener.connect();
  await listener.query(`listen "${schema}"`);
  const cancels = new Map<string, number>();
  listener.on('notification', ({ payload = '' }) => {
    const [status, hash = ''] = payload.split(' ');
    if (status === 'cancelled' && !cancels.has(hash)) cancels.set(hash, Date.now());
  });
  return {
    migrate: () => postgres.migrate(),
    cut: async (every, offset) => {
      await pool.query(
        `select pg_terminate_backend(pid) from (
           select pid, row_number() over (order by pid) as number from pg_stat_activity
           where datname = current_database() and application_name <> $1
         ) as connection where number % $2 = $3`,
        [watcherName, every, offset],
      );
    },
    report: (campaignId) => campaigns.report(campaignId),
    evidence: async ({ id, audience }, heard) => {
      const history = await campaigns.history(id);
      return {
        ...heard,
        campaignId: id,
        audience,
        report: await campaigns.report(id),
        recount: await postgres.ledger.recount(id),
        rows: await readRows(pool, id),
        moves: history.filter(({ decision }) => decision?.accepted).map(({ event }) => event),
        cancelStoredBy: cancels.get(hashOf(id)) ?? null,
      };
    },
    close: async () => {
      postgres.close();
      await listener.end();
      await pool.end();
    },
  };
};
