import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { createSqlite, openSqlite } from '../../src/adapters/sqlite/index.js';
import { isFinal } from '../../src/lifecycle/index.js';
import {
  type CampaignReport,
  type Campaigns,
  createCampaigns,
  type RecipientLedger,
  type Tally,
} from '../../src/service/index.js';
import { type Actor, type CampaignData, type Orders, startActor } from './actor-process.js';
import type { Endpoint } from './endpoint-process.js';
import { createOutsidePorts } from './outside-ports.js';
import { type RecipientRow, readEffects, readRecipients } from './rows.js';

/** Short, so that it is soon taken up again what somebody who was killed left. */
export const leaseMs = 300;

const survivorCount = 2;
const lookEveryMs = 5;
const overWithinMs = 60_000;

/** Everything that is known of a campaign in the database, all of it of one moment. */
export interface Snapshot {
  readonly report: CampaignReport;
  readonly tally: Tally;
  readonly recount: Awaited<ReturnType<RecipientLedger['recount']>>;
  readonly rows: readonly RecipientRow[];
  /** Recorded effects by name, and what became of each. */
  readonly effects: Readonly<Record<string, string | null>>;
}

/** One database file, and the workers on it that are never killed. */
export interface System {
  readonly endpoint: Endpoint;
  readonly campaigns: Campaigns;
  readonly ledger: RecipientLedger;
  /** Creates a campaign; with `at`, it is scheduled as well. */
  add(id: string, data: CampaignData, at?: Date): Promise<void>;
  start(orders: Pick<Orders, 'role' | 'worker' | 'campaignId' | 'point'>): Promise<Actor>;
  /** Lets the survivors have this campaign. */
  release(campaignId: string): void;
  recipients(campaignId: string): RecipientRow[];
  /** Resolves when the campaign has ended and nobody has anything to do for it. */
  whenOver(campaignId: string): Promise<void>;
  snapshot(campaignId: string): Promise<Snapshot>;
  close(): void;
}

const isOver = ({ status, workers, openEffects }: CampaignReport): boolean =>
  isFinal(status) && workers.length === 0 && openEffects.length === 0;

const readTally = async (ledger: RecipientLedger, campaignId: string): Promise<Tally> => {
  const tally = await ledger.tally(campaignId);
  if (!tally) throw new Error(`There is no campaign ${campaignId}.`);
  return tally;
};

/** Resolves when `look` finds something. */
export const until = async <Found>(
  look: () => Promise<Found | undefined>,
  what: string,
): Promise<Found> => {
  const deadline = performance.now() + overWithinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`Waited ${overWithinMs} ms for ${what}.`);
    await setTimeout(lookEveryMs);
  }
};

/** Opens the system in this folder; with `isOutside`, on a queue and signals of their own. */
export const openSystem = async (
  folder: string,
  endpoint: Endpoint,
  isOutside: boolean,
): Promise<System> => {
  const name = isOutside ? 'outside' : 'joined';
  const database = `${folder}/${name}.db`;
  const outside = isOutside ? `${folder}/jobs.db` : null;
  const sqlite = createSqlite({ path: database });
  await sqlite.migrate();
  const broker = outside === null ? undefined : createOutsidePorts(outside);
  const campaigns = createCampaigns({ ...sqlite, ...broker });
  const rows = openSqlite(database);
  const start: System['start'] = (orders) =>
    startActor({ ...orders, database, outside, origin: endpoint.origin, leaseMs });
  const survivors = await Promise.all(
    Array.from({ length: survivorCount }, (_, index) =>
      start({ role: 'survivor', worker: `survivor-${index}`, campaignId: '', point: null }),
    ),
  );
  let isClosed = false;
  for (const survivor of survivors) {
    // They have no end of their own. Without them nothing would be taken up, and all that showed would
    // be a wait in vain.
    survivor.done().catch((error: unknown) => isClosed || console.error(error));
  }
  return {
    endpoint,
    campaigns,
    ledger: sqlite.ledger,
    start,
    add: async (id, data, at) => {
      await campaigns.create({ id, data });
      if (at) await campaigns.schedule(id, { at });
    },
    release: (campaignId) => {
      for (const survivor of survivors) survivor.tell(campaignId);
    },
    recipients: (campaignId) => readRecipients(rows, campaignId),
    whenOver: async (campaignId) => {
      const look = async () => isOver(await campaigns.report(campaignId)) || undefined;
      await until(look, `the end of ${campaignId}`);
    },
    snapshot: (campaignId) =>
      until(async () => {
        const tally = await readTally(sqlite.ledger, campaignId);
        const report = await campaigns.report(campaignId);
        const recount = await sqlite.ledger.recount(campaignId);
        const recipients = readRecipients(rows, campaignId);
        const effects = readEffects(rows, campaignId);
        // Somebody may still have told late what became of a message: then it is read again.
        const { now: _, ...after } = await readTally(sqlite.ledger, campaignId);
        if (!isDeepStrictEqual({ ...tally, ...after }, tally)) return undefined;
        return { report, tally, recount, rows: recipients, effects };
      }, `a moment in which ${campaignId} does not change`),
    close: () => {
      isClosed = true;
      rows.close();
      sqlite.close();
      broker?.close();
    },
  };
};
