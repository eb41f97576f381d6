import {
  type CampaignEffect,
  type CampaignEventType,
  type CampaignStatus,
  lifecycle,
  type Transition,
} from './lifecycle.js';

/** All statuses, in lifecycle order. Frozen. */
export const campaignStatuses: readonly CampaignStatus[] = /* @__PURE__ */ Object.freeze(
  /* @__PURE__ */ Object.keys(lifecycle) as CampaignStatus[],
);

const transitionsInto = (to: CampaignStatus) =>
  campaignStatuses.flatMap((from) =>
    Object.entries(lifecycle[from].on)
      .filter(([, { target }]) => target === to)
      .map(([event, { actions }]) => ({ from, event, to, effects: actions }) as Transition),
  );

/**
 * The accepted cells of the table, ordered by where they lead: what puts the events and the effects
 * in lifecycle order, with CANCEL last.
 */
export const transitions: readonly Transition[] = /* @__PURE__ */ campaignStatuses.flatMap(
  transitionsInto,
);

const eventTypesOf = (rows: readonly Transition[]) =>
  Object.freeze([...new Set(rows.map(({ event }) => event))]);

/** All event types, in lifecycle order. Frozen. */
export const campaignEventTypes: readonly CampaignEventType[] =
  /* @__PURE__ */ eventTypesOf(transitions);

/** All effects, in lifecycle order. Frozen. */
export const campaignEffects: readonly CampaignEffect[] = /* @__PURE__ */ Object.freeze(
  /* @__PURE__ */ transitions.flatMap(({ effects }): readonly CampaignEffect[] => effects),
);
