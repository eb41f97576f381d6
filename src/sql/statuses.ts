import {
  type CampaignEventType,
  type CampaignStatus,
  campaignStatuses,
  lifecycle,
} from '../lifecycle/index.js';

const cells = campaignStatuses.flatMap((from) =>
  Object.entries(lifecycle[from].on).map(([event, { target: to }]) => ({ from, event, to })),
);

/** The one status on this side of an event; SQL that says `status = …` rests on there being one. */
const only = (event: CampaignEventType, side: 'from' | 'to'): CampaignStatus => {
  const statuses = cells.filter((cell) => cell.event === event).map((cell) => cell[side]);
  const [status, ...others] = new Set(statuses);
  if (status !== undefined && others.length === 0) return status;
  throw new Error(`Expected one status ${side} ${event} in the lifecycle; it has ${statuses}.`);
};

/** The status that waits for a worker: where START comes from. */
export const waitingStatus = /* @__PURE__ */ only('START', 'from');

/** The status in which recipients are claimed and begun: where START leads. */
export const dispatchingStatus = /* @__PURE__ */ only('START', 'to');

/** Where CANCEL leads. */
export const cancelledStatus = /* @__PURE__ */ only('CANCEL', 'to');
