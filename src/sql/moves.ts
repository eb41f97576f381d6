import { type CampaignStatus, campaignStatuses, lifecycle } from '../lifecycle/index.js';

/** A change of a status column that the lifecycle does not know. */
export interface RefusedMove {
  readonly from: CampaignStatus;
  readonly to: CampaignStatus;
  /** What the database says to whoever tries it. */
  readonly message: string;
}

const movesFrom = (from: CampaignStatus) =>
  Object.entries(lifecycle[from].on).map(([event, { target: to }]) => ({ event, to }));

const messageFor = (from: CampaignStatus, to: CampaignStatus): string => {
  const allowed = movesFrom(from).map((move) => `${move.to} (${move.event})`);
  const rule = allowed.length > 0 ? `from there it becomes ${allowed.join(' or ')}` : 'it is final';
  return `campaign: status ${from} cannot become ${to}; ${rule}`;
};

/** The pairs of statuses that an event of the `lifecycle` connects. */
export const allowedMoves: readonly Pick<RefusedMove, 'from' | 'to'>[] =
  /* @__PURE__ */ campaignStatuses.flatMap((from) =>
    movesFrom(from).map(({ to }) => ({ from, to })),
  );

/**
 * Every pair of different statuses that no event of the `lifecycle` connects, with the message of its
 * refusal: what a database's own guard is generated from. Writing the status that is there already
 * moves nothing and is not refused, because tools that write whole rows do it.
 */
export const refusedMoves: readonly RefusedMove[] = /* @__PURE__ */ campaignStatuses.flatMap(
  (from) =>
    campaignStatuses
      .filter((to) => to !== from && !movesFrom(from).some((move) => move.to === to))
      .map((to) => ({ from, to, message: messageFor(from, to) })),
);

/** What the database says to a status that is not in the table. */
export const unknownStatusMessage = `campaign: a status outside the lifecycle; known are ${campaignStatuses.join(', ')}`;
