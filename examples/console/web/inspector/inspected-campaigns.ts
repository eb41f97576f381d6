import type { InspectionMessage } from 'campaign-machine/inspect';
import type { EpochMs } from 'campaign-machine/service';
import { type ReadEvent, readEvent } from './inspected-event.js';

/** One line of what happened to a campaign. */
export interface InspectedRow extends ReadEvent {
  /** Rises within a campaign. */
  readonly number: number;
  readonly at: EpochMs;
  /** Which way it went with it, if it moved. */
  readonly move: { readonly from: string; readonly to: string } | null;
}

/** What was heard of one campaign. */
export interface InspectedCampaign {
  readonly id: string;
  readonly announcedAt: EpochMs;
  /** Where it is; empty where nobody has said. */
  readonly status: string;
  /** Newest first. */
  readonly rows: readonly InspectedRow[];
}

/** More than anybody reads; the server tells of the last fifty to who comes later. */
const rowsMax = 200;
const campaignsMax = 200;
const lastMoment = 8.64e15;

const momentOf = ({ createdAt }: InspectionMessage): EpochMs => {
  const at = Number(createdAt);
  return Math.abs(at) <= lastMoment ? at : 0;
};

const statusOf = ({ value }: { readonly value?: unknown }): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

const withRow = (
  campaign: InspectedCampaign,
  row: Omit<InspectedRow, 'number'>,
): InspectedCampaign => {
  const number = (campaign.rows[0]?.number ?? 0) + 1;
  return { ...campaign, rows: [{ ...row, number }, ...campaign.rows].slice(0, rowsMax) };
};

const withMove = (
  campaign: InspectedCampaign,
  message: Extract<InspectionMessage, { type: '@xstate.snapshot' }>,
): InspectedCampaign => {
  const move = { from: campaign.status, to: statusOf(message.snapshot) };
  const moved = { ...campaign, status: move.to };
  // A live actor tells a snapshot after every event, also after one that it took no notice of.
  if (move.from === move.to) return moved;
  const event = readEvent(Object(message.event));
  const [last, ...others] = campaign.rows;
  const isOfLast = last?.move === null && last.kind === event.kind && last.name === event.name;
  if (isOfLast) return { ...moved, rows: [{ ...last, move }, ...others] };
  // What led to it is no longer known, or nobody here saw it.
  return withRow(moved, { ...event, at: momentOf(message), move });
};

/** The campaign with what the message says of it. Pure. */
export const withMessage = (
  campaign: InspectedCampaign | undefined,
  message: InspectionMessage,
): InspectedCampaign => {
  const announced = { id: message.sessionId, announcedAt: momentOf(message), rows: [] };
  // Announced anew, it is where its announcement says.
  if (message.type === '@xstate.actor') {
    return { ...announced, status: statusOf(message.snapshot) };
  }
  const before = campaign ?? { ...announced, status: '' };
  if (message.type === '@xstate.snapshot') return withMove(before, message);
  return withRow(before, { ...readEvent(message.event), at: momentOf(message), move: null });
};

/** All campaigns that were heard of. Where there is no room, the one that was silent for longest is forgotten. */
export const createInspectedCampaigns = () => {
  const campaigns = new Map<string, InspectedCampaign>();
  return {
    hear(message: InspectionMessage): void {
      const { sessionId } = message;
      const campaign = withMessage(campaigns.get(sessionId), message);
      campaigns.delete(sessionId);
      campaigns.set(sessionId, campaign);
      const [oldest] = campaigns.keys();
      if (campaigns.size > campaignsMax && oldest !== undefined) campaigns.delete(oldest);
    },
    clear: () => campaigns.clear(),
    /** Newest first: a campaign keeps its place, whatever happens to it. */
    list: (): readonly InspectedCampaign[] =>
      [...campaigns.values()].sort(
        (a, b) => b.announcedAt - a.announcedAt || (a.id < b.id ? 1 : -1),
      ),
  };
};
