import type { SqliteLike } from '../../src/adapters/sqlite/index.js';
import { letter } from '../../src/service/chunk.js';

/** What the rows say about one recipient. */
export interface RecipientRow {
  readonly id: string;
  readonly state: keyof typeof letter;
  /** Who began it: the holder of its chunk, or of the lease that it fell in doubt with. */
  readonly worker: string | null;
}

interface ChunkRow {
  readonly chunk: number;
  readonly states: string;
  readonly recipients: string;
  readonly worker: string | null;
  /** The lease of its holder has not run out. */
  readonly live: number | null;
}

interface DoubtRow {
  readonly chunk: number;
  readonly position: number;
  readonly worker: string | null;
}

/** Begun under a lease that has run out is in doubt, whether or not somebody has noticed yet. */
const stateOf = (found: string, isLive: boolean): RecipientRow['state'] => {
  if (found === letter.begun && !isLive) return 'inDoubt';
  const states = Object.keys(letter) as RecipientRow['state'][];
  return states.find((state) => letter[state] === found) as RecipientRow['state'];
};

/**
 * Every recipient of a campaign, read from the rows past the adapter: what it says about itself must
 * not be what it is checked by. Those who moved to a retry chunk are told where they are now.
 */
export const readRecipients = (database: SqliteLike, campaignId: string): RecipientRow[] => {
  const chunks = database
    .prepare(
      `select s.chunk, s.states, c.recipients, l.worker,
         l.ended_at is null and l.expires_at > ? live from campaign
       join campaign_chunk_state s on s.campaign = campaign.key
       join campaign_chunk c on c.campaign = s.campaign and c.chunk = s.chunk
       left join campaign_lease l on l.token = s.owner
       where campaign.id = ?`,
    )
    .all(Date.now(), campaignId) as readonly ChunkRow[];
  const doubts = database
    .prepare(
      `select d.chunk, d.position, l.worker from campaign
       join campaign_in_doubt d on d.campaign = campaign.key
       left join campaign_lease l on l.token = d.token
       where campaign.id = ?`,
    )
    .all(campaignId) as readonly DoubtRow[];
  const doubtful = new Map(doubts.map((row) => [`${row.chunk} ${row.position}`, row.worker]));
  return chunks
    .flatMap(({ chunk, states, recipients, worker, live }) =>
      (JSON.parse(recipients) as readonly { readonly id: string }[]).map(({ id }, position) => ({
        id,
        state: stateOf(states.charAt(position), live === 1),
        worker: doubtful.get(`${chunk} ${position}`) ?? worker,
      })),
    )
    .filter(({ state }) => state !== 'moved');
};

/** Who was begun by this worker, and not settled. */
export const begunBy = (rows: readonly RecipientRow[], name: string): string[] =>
  rows
    .filter(({ state, worker }) => worker === name && (state === 'begun' || state === 'inDoubt'))
    .map(({ id }) => id);

/** The effects that were recorded with a campaign, and what became of each; `null` is nothing yet. */
export const readEffects = (
  database: SqliteLike,
  campaignId: string,
): Readonly<Record<string, string | null>> => {
  const effects = database
    .prepare(
      `select e.effect, e.settled_as from campaign
       join campaign_effect e on e.campaign = campaign.key where campaign.id = ?`,
    )
    .all(campaignId) as readonly { readonly effect: string; readonly settled_as: string | null }[];
  return Object.fromEntries(effects.map(({ effect, settled_as }) => [effect, settled_as]));
};
