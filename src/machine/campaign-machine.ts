import {
  type EventObject,
  type MetaObject,
  type NonReducibleUnknown,
  type StateMachine,
  setup,
} from 'xstate';
import {
  type CampaignEffect,
  type CampaignEvent,
  type CampaignEventType,
  type CampaignStatus,
  campaignStatuses,
  can,
  decide,
  explain,
  lifecycle,
} from '../lifecycle/index.js';
import { effectDescriptions, eventDescriptions, statusDescriptions } from './descriptions.js';

/** What a live campaign is started with, and all that it remembers. */
export interface CampaignInput {
  /** The embedder's own id of the campaign. The machine never looks at it; actions may. */
  readonly campaignId: string;
}

/**
 * The type of {@link campaignMachine}, for those who name it: `ActorRefFrom<CampaignMachine>`.
 *
 * Written out, because what TypeScript infers has one type argument more than the lowest XState of
 * the peer range knows; the newest has a default for it.
 */
export type CampaignMachine = StateMachine<
  CampaignInput,
  CampaignEvent,
  Record<never, never>,
  never,
  { [Name in CampaignEffect['type']]: { type: Name; params: unknown } }[CampaignEffect['type']],
  never,
  never,
  CampaignStatus,
  'cancellable',
  CampaignInput,
  NonReducibleUnknown,
  EventObject,
  MetaObject,
  { id: 'campaign'; states: { [Status in CampaignStatus]: Record<never, never> } }
>;

type Row = (typeof lifecycle)[CampaignStatus]['on'];
type Cell = { readonly actions: readonly { readonly type: keyof typeof effectDescriptions }[] };

const describeTransitions = (row: Row) =>
  Object.fromEntries(
    Object.entries<Cell>(row).map(([event, cell]) => [
      event,
      {
        ...cell,
        // A copy that is not frozen: the browser inspector of @statelyai/inspect writes into what it
        // reads while it turns it into JSON, and would lose the machine.
        actions: cell.actions.map((action) => ({ ...action })),
        description: eventDescriptions[event as CampaignEventType],
        meta: { effects: cell.actions.map(({ type }) => effectDescriptions[type]) },
      },
    ]),
  );

const describeCancel = (status: CampaignStatus): string => {
  const decision = decide(status, { type: 'CANCEL' });
  if (!decision.accepted) return explain(decision);
  // Stryker disable next-line StringLiteral: no CANCEL asks for two effects that it could part.
  const effects = decision.effects.map(({ type }) => type).join(', ');
  return `Accepted: ${effects}.`;
};

const describeState = (status: CampaignStatus) => ({
  ...lifecycle[status],
  on: describeTransitions(lifecycle[status].on),
  description: statusDescriptions[status],
  tags: can(status, 'CANCEL') ? (['cancellable'] as const) : [],
  meta: { cancel: describeCancel(status) },
});

// The words are added to the table, not the table to the words: what a state is and accepts keeps
// the types of the lifecycle, whatever is said about it.
const states = /* @__PURE__ */ Object.fromEntries(
  /* @__PURE__ */ campaignStatuses.map((status) => [status, describeState(status)]),
) as unknown as typeof lifecycle;

/**
 * The lifecycle as an XState machine: the same table as {@link decide}, for those who run actors or
 * look at it in the Stately inspector. Pure: no clock, no I/O, no invoked actors.
 *
 * The effects are named actions that do nothing until an embedder implements them with
 * `campaignMachine.provide({ actions })`. An action that throws ends its actor, so what does I/O
 * should only hand the effect on. Where CANCEL is accepted the state has the tag `cancellable`.
 *
 * Parse what comes from outside with {@link parseEvent} before it gets here: XState has event types
 * of its own (`xstate.stop`) that change a snapshot.
 *
 * @example
 * const actor = createActor(
 *   campaignMachine.provide({
 *     actions: { dequeue: ({ context }) => outbox.push({ id: context.campaignId, effect: 'dequeue' }) },
 *   }),
 *   { input: { campaignId: 'autumn-sale' } },
 * );
 */
export const campaignMachine: CampaignMachine = /* @__PURE__ */ setup({
  // Stryker disable next-line ObjectLiteral: XState never looks at it; only the compiler does.
  types: {
    context: {} as CampaignInput,
    input: {} as CampaignInput,
    events: {} as CampaignEvent,
    tags: '' as 'cancellable',
  },
  actions: { enqueue: () => {}, dequeue: () => {}, 'abort-dispatch': () => {} },
}).createMachine({
  id: 'campaign',
  description:
    'The life of a push campaign. CANCEL is accepted in ready and sending, nowhere else.',
  initial: 'draft',
  context: ({ input }) => ({ campaignId: input.campaignId }),
  states,
});
