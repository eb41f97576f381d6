import {
  type CampaignEventType,
  type CampaignStatus,
  campaignStatuses,
  lifecycle,
} from '../lifecycle/index.js';

const only = (event: CampaignEventType, statuses: readonly CampaignStatus[]): CampaignStatus => {
  const [status, ...others] = new Set(statuses);
  if (status !== undefined && others.length === 0) return status;
  throw new Error(`Expected exactly one status around ${event}; the lifecycle has ${statuses}.`);
};

const cells = campaignStatuses.flatMap((from) =>
  Object.entries(lifecycle[from].on).map(([event, { target }]) => ({ from, event, to: target })),
);

const before = (event: CampaignEventType): CampaignStatus =>
  only(
    event,
    cells.filter((cell) => cell.event === event).map((cell) => cell.from),
  );

const after = (event: CampaignEventType): CampaignStatus =>
  only(
    event,
    cells.filter((cell) => cell.event === event).map((cell) => cell.to),
  );

/** The status that waits for a worker: the one that accepts START. */
export const waitingStatus = before('START');

/** The status in which recipients are claimed and begun: where START leads. */
export const dispatchingStatus = after('START');

/** Where CANCEL leads. */
export const cancelledStatus = after('CANCEL');

/** A status, or any other word of ours, as a string literal in SQL. */
export const literal = (word: string): string => `'${word.replaceAll("'", "''")}'`;

/** Statuses as the right-hand side of `in`. */
export const literals = (words: readonly string[]): string => `(${words.map(literal).join(', ')})`;
