import { setImmediate } from 'node:timers/promises';
import { type CampaignStatus, isFinal } from 'campaign-machine';
import {
  CampaignNotFoundError,
  type CampaignRecord,
  type CampaignReport,
  type Campaigns,
  type Counts,
} from 'campaign-machine/service';
import type { CampaignDetails, CampaignPage, CampaignRow } from '../api.js';
import { dataOf } from './campaign-data.js';
import type { Plots } from './plots.js';

const none: Counts = {
  pending: 0,
  claimed: 0,
  begun: 0,
  delivered: 0,
  failed: 0,
  skipped: 0,
  inDoubt: 0,
};

/** Final campaigns whose counts are kept in memory: some hundred bytes each. */
const keptMax = 20_000;

/** No message is waited for as long as this, so no late answer changes the counts any more. */
const lateMs = 120_000;

/** Reports that are made before something else may run: each takes a fraction of a millisecond. */
const reportsAtOnce = 25;

/** Nothing of the campaign moves any more. */
export const isAtRest = ({ status, campaign, counts, workers }: CampaignReport): boolean => {
  if (!isFinal(status) || workers.length > 0) return false;
  if (counts === 'unknown') return true;
  return counts.begun === 0 && (counts.inDoubt === 0 || Date.now() - campaign.changedAt > lateMs);
};

/** Nobody has read the audience yet. */
export const hasNoAudienceYet = (status: CampaignStatus): boolean =>
  status === 'draft' || status === 'ready';

type Shown = Omit<CampaignRow, 'version'>;

const shown = (
  record: CampaignRecord,
  audience: { readonly size: number; readonly sealed: boolean },
  // Another program's campaign, with a sending loop of its own that gave no counts.
  counts: Counts | 'unknown',
): Shown => {
  const { id, status, dueAt, createdAt, changedAt } = record;
  const { size, sealed } = audience;
  const data = dataOf(record);
  return {
    id,
    title: data?.title ?? id,
    status,
    dueAt,
    createdAt,
    changedAt,
    audience: { size, sealed, expected: data?.audience ?? size },
    counts: counts === 'unknown' ? none : counts,
  };
};

/** Makes what the pages show out of what the service says. */
export const createCampaignViews = (campaigns: Campaigns, plots: Plots) => {
  const kept = new Map<string, Shown>();
  let lastVersion = 0;

  // Drawn before a read begins. By the clock, so that they rise across restarts too.
  const nextVersion = (): number => {
    lastVersion = Math.max(lastVersion + 1, Date.now());
    return lastVersion;
  };

  const keep = (row: Shown): void => {
    const [oldest] = kept.keys();
    if (kept.size >= keptMax && oldest !== undefined) kept.delete(oldest);
    kept.set(row.id, row);
  };

  const ofReport = (report: CampaignReport, version: number): CampaignRow => {
    const row = shown(report.campaign, report.audience, report.counts);
    if (isAtRest(report)) keep(row);
    return { ...row, version };
  };

  /** A report, with the row and the number of the moment before it was read. */
  const look = async (id: string) => {
    const version = nextVersion();
    const report = await campaigns.report(id);
    return { report, row: ofReport(report, version) };
  };

  const quickRow = (record: CampaignRecord, version: number): CampaignRow | undefined => {
    if (hasNoAudienceYet(record.status)) {
      return { ...shown(record, { size: 0, sealed: false }, none), version };
    }
    const row = kept.get(record.id);
    // Not of a campaign that was purged, and whose id is now another one's.
    return row?.changedAt === record.changedAt ? { ...row, version } : undefined;
  };

  const slowRow = async ({ id }: CampaignRecord): Promise<CampaignRow | undefined> => {
    try {
      return (await look(id)).row;
    } catch (error) {
      // Purged since the page was read.
      if (error instanceof CampaignNotFoundError) return undefined;
      throw error;
    }
  };

  return {
    look,

    async page(query: Parameters<Campaigns['list']>[0]): Promise<CampaignPage> {
      const version = nextVersion();
      const { campaigns: records, next } = await campaigns.list(query);
      const rows: CampaignRow[] = [];
      let reports = 0;
      for (const record of records) {
        const quick = quickRow(record, version);
        if (!quick) reports += 1;
        // The database is synchronous: without a pause a long page would hold up everybody else.
        if (!quick && reports % reportsAtOnce === 0) await setImmediate();
        const row = quick ?? (await slowRow(record));
        if (row) rows.push(row);
      }
      return { campaigns: rows, next };
    },

    async details(id: string): Promise<CampaignDetails> {
      const { report, row } = await look(id);
      return {
        ...row,
        body: dataOf(report.campaign)?.body ?? '',
        receipt: report.receipt,
        outcome: report.outcome,
        stalled: report.stalled,
        audienceError: report.audience.lastError,
        history: await campaigns.history(id),
        samples: plots.read(id),
      };
    },
  };
};

export type CampaignViews = ReturnType<typeof createCampaignViews>;
