// A function call rather than `as const`: mutation testing makes no mutants of an `as const` literal,
// and the table has to be frozen anyway, because every answer is derived from it.
const define = <const Table extends object>(table: Table): Table => {
  for (const part of Object.values(table)) if (typeof part === 'object') define(part);
  return Object.freeze(table);
};

/**
 * The lifecycle of a push campaign: every status, every accepted event, where it leads and what it
 * makes the outside world do. The one source of the rules; everything else is derived from it.
 *
 * The shape is that of the `states` of an XState machine, so it goes into `createMachine` as it is.
 * Deeply frozen. A pair of status and event that is not written here is rejected.
 *
 * The graph has no cycle, so a campaign is in each status at most once and the status is its own
 * version: a compare-and-set on the status alone is safe.
 */
export const lifecycle = /* @__PURE__ */ define({
  draft: { on: { SCHEDULE: { target: 'ready', actions: [{ type: 'enqueue' }] } } },
  ready: {
    on: {
      START: { target: 'sending', actions: [] },
      CANCEL: { target: 'cancelled', actions: [{ type: 'dequeue' }] },
    },
  },
  sending: {
    on: {
      COMPLETE: { target: 'sent', actions: [] },
      CANCEL: { target: 'cancelled', actions: [{ type: 'abort-dispatch' }] },
    },
  },
  sent: { type: 'final', on: {} },
  cancelled: { type: 'final', on: {} },
});

type Lifecycle = typeof lifecycle;
type On<Status extends CampaignStatus> = Lifecycle[Status]['on'];

/** One row for each of the five accepted cells of the table. */
export type Transition = {
  [From in CampaignStatus]: {
    [Type in keyof On<From>]: On<From>[Type] extends {
      readonly target: infer To;
      readonly actions: infer Effects;
    }
      ? { readonly from: From; readonly event: Type; readonly to: To; readonly effects: Effects }
      : never;
  }[keyof On<From>];
}[CampaignStatus];

/** Where a campaign is: `draft`, `ready`, `sending`, `sent` or `cancelled`. */
export type CampaignStatus = keyof Lifecycle;

/** The name of a command: `SCHEDULE`, `START`, `COMPLETE` or `CANCEL`. */
export type CampaignEventType = Transition['event'];

/** What {@link decide} and the machine take: `{ type: 'CANCEL' }`. */
export type CampaignEvent = {
  [Type in CampaignEventType]: { readonly type: Type };
}[CampaignEventType];

/** What an adapter has to carry out after the decision is stored: `{ type: 'dequeue' }`. */
export type CampaignEffect = Transition['effects'][number];

/** The statuses that accept an event: `StatusAccepting<'CANCEL'>` is `'ready' | 'sending'`. */
export type StatusAccepting<Type extends CampaignEventType> = Extract<
  Transition,
  { readonly event: Type }
>['from'];
