import {
  acceptedEvents,
  type CampaignStatus,
  campaignStatuses,
  lifecycle,
} from '../lifecycle/index.js';

/** A change of a status column that the lifecycle does not know. */
export interface RefusedMove {
  readonly from: CampaignStatus;
  readonly to: CampaignStatus;
  /** What the database says to whoever tries it. */
  readonly message: string;
}

const targetsOf = (from: CampaignStatus): readonly CampaignStatus[] =>
  Object.values(lifecycle[from].on).map(({ target }) => target);

const messageFor = (from: CampaignStatus, to: CampaignStatus): string => {
  const allowed = acceptedEvents(from).map(
    (event, index) => `${event} to ${targetsOf(from)[index]}`,
  );
  const rule = allowed.length > 0 ? `allowed is ${allowed.join(', ')}` : `${from} is final`;
  return `campaign: ${from} cannot become ${to}; ${rule}`;
};

/**
 * Every pair of different statuses that no event of the `lifecycle` connects, with the message of its
 * refusal: what a database's own guard is generated from. Writing the status that is there already
 * moves nothing and is not refused, because tools that write whole rows do it.
 */
export const refusedMoves: readonly RefusedMove[] = campaignStatuses.flatMap((from) =>
  campaignStatuses
    .filter((to) => to !== from && !targetsOf(from).includes(to))
    .map((to) => ({ from, to, message: messageFor(from, to) })),
);

/** The message for a status that is in no table. */
export const unknownStatusMessage = `campaign: unknown status; known are ${campaignStatuses.join(', ')}`;
