import { campaignMachine } from '../machine/index.js';
import type { InspectedEvent, InspectedSnapshot, InspectorLike } from './inspector.js';

/**
 * A message of the inspector's protocol: plain JSON, the same as `@statelyai/inspect` 0.7 sends.
 * `sessionId` is the id of the campaign.
 */
export type InspectionMessage = {
  readonly _version: string;
  readonly sessionId: string;
  readonly rootId: string;
  readonly id: null;
  /** Milliseconds since the Unix epoch, in digits. */
  readonly createdAt: string;
} & (
  | {
      readonly type: '@xstate.actor';
      readonly name: string;
      /** The machine's definition as JSON. */
      readonly definition: string;
      readonly snapshot: InspectedSnapshot;
    }
  | { readonly type: '@xstate.event'; readonly event: InspectedEvent }
  | {
      readonly type: '@xstate.snapshot';
      readonly event: InspectedEvent;
      readonly snapshot: InspectedSnapshot;
    }
);

/** The version of `@statelyai/inspect` whose protocol this is. */
const protocolVersion = '0.7.2';

/** Where messages go. A promise holds the next message back until it is settled. */
export type SendMessage = (message: InspectionMessage) => unknown;

const frame = (sessionId: string) => ({
  _version: protocolVersion,
  sessionId,
  rootId: sessionId,
  id: null,
  createdAt: Date.now().toString(),
});

/** An inspector that needs nothing installed: it hands the messages to `send`. */
export const inspectorOf = (send: SendMessage): InspectorLike => ({
  actor: ({ sessionId }, snapshot) =>
    send({
      ...frame(sessionId),
      type: '@xstate.actor',
      name: campaignMachine.id,
      definition: JSON.stringify(campaignMachine.config),
      snapshot,
    }),
  event: (sessionId, event) => send({ ...frame(sessionId), type: '@xstate.event', event }),
  snapshot: (sessionId, snapshot, { event }) =>
    send({ ...frame(sessionId), type: '@xstate.snapshot', event, snapshot }),
});
