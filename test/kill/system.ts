import { setTimeout } from 'node:timers/promises';
import { createSqlite, openSqlite } from '../../src/adapters/sqlite/index.js';
import { isFinal } from '../../src/lifecycle/index.js';
import {
  type CampaignReport,
  type Campaigns,
  createCampaigns,
  type RecipientLedger,
} from '../../src/service/index.js';
import { type Actor, type CampaignData, type Orders, startActor } from './actor-process.js';
import type { Endpoint } from './endpoint-process.js';
import { createOutsidePorts } from './outside-ports.js';
import { type RecipientRow, readRecipients } from './recipient-rows.js';

/** Short, so that it is soon taken up again what somebody who was killed left. */
export const leaseMs = 300;

const survivorCount = 2;
const lookEveryMs = 5;
const overWithinMs = 60_000;

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
  whenOver(campaignId: string): Promise<CampaignReport>;
  close(): void;
}

const isOver = ({ status, workers, openEffects }: CampaignReport): boolean =>
  isFinal(status) && workers.length === 0 && openEffects.length === 0;

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
  for (const survivor of survivors) survivor.done().catch(() => {});
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
    whenOver: (campaignId) =>
      until(async () => {
        const report = await campaigns.report(campaignId);
        return isOver(report) ? report : undefined;
      }, `the end of ${campaignId}`),
    close: () => {
      rows.close();
      sqlite.close();
      broker?.close();
    },
  };
};
