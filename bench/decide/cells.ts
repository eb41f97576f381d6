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

// Fewer are learnt by heart by the branch predictor, on some runs and not on others: with 20,000
// questions, asked again and again, the switch took anything from 10 to 29 ns; with these, 15 to 20.
const deals = 20_000;

const createQuestions = (): readonly Cell[] => {
  const random = createSeededRandom(20);
  return Array.from({ length: deals }, () => shuffle(cells, random)).flat();
};

/**
 * All 20 cells in a random order, then all 20 in another one, and so on: the same 400,000 questions in
 * every run and for every contestant.
 */
export const questions = createQuestions();
