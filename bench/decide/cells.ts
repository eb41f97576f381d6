import {
  type CampaignEvent,
  type CampaignEventType,
  type CampaignStatus,
  campaignEventTypes,
  campaignStatuses,
  lifecycle,
} from 'campaign-machine/lifecycle';
import { createSeededRandom, shuffle } from '../seeded-random.js';

/** One pair of status and event, and the answer that every contestant has to give. */
export interface Cell {
  readonly status: CampaignStatus;
  readonly event: CampaignEvent;
  readonly accepted: boolean;
  /** The status afterwards; the one before where the event is rejected. */
  readonly next: CampaignStatus;
}

// Read from the table itself, so that `decide` is a contestant like the others and not the judge.
const createCell = (status: CampaignStatus, type: CampaignEventType): Cell => {
  const on: Partial<Record<CampaignEventType, { readonly target: CampaignStatus }>> =
    lifecycle[status].on;
  const next = on[type]?.target ?? status;
  return { status, event: { type }, accepted: next !== status, next };
};

/** All 20 cells, 5 of them accepted, in lifecycle order. */
export const cells: readonly Cell[] = campaignStatuses.flatMap((status) =>
  campaignEventTypes.map((type) => createCell(status, type)),
);

/** The 5 cells of the table that move a campaign: what the machines of other libraries are built from. */
export const acceptedCells = cells.filter(({ accepted }) => accepted);

const copies = 1000;
const seed = 20;

// One mix, asked again and again, is learnt by heart by the branch predictor, on some runs and not on
// others: with a single one the switch took anything from 10 to 29 ns, with 20 of them 15.5 ns.
const createMixes = (count: number): readonly (readonly Cell[])[] => {
  const random = createSeededRandom(seed);
  const inOrder = Array.from({ length: copies }, () => cells).flat();
  return Array.from({ length: count }, () => shuffle(inOrder, random));
};

/** How many questions one mix is. */
export const mixLength = copies * cells.length;

/** Mixes of all cells, each cell equally often, in orders that are random and the same in every run. */
export const mixes = createMixes(20);
