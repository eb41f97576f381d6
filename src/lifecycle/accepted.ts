import { keyed } from './keyed.js';
import { type CampaignEventType, type CampaignStatus, lifecycle } from './lifecycle.js';

/** What each status accepts, in lifecycle order, which is the order the table is written in. */
export const accepted = /* @__PURE__ */ keyed(
  /* @__PURE__ */ Object.keys(lifecycle) as CampaignStatus[],
  (status): readonly CampaignEventType[] =>
    Object.freeze(Object.keys(lifecycle[status].on) as CampaignEventType[]),
);
