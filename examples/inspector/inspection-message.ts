import type { InspectionMessage } from 'campaign-machine/inspect';

const types: ReadonlySet<unknown> = new Set<InspectionMessage['type']>([
  '@xstate.actor',
  '@xstate.event',
  '@xstate.snapshot',
]);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** The part of a message that a relay looks at. */
export type Envelope = Pick<InspectionMessage, 'type' | 'sessionId'>;

/** Whose message this is, and of which kind; `null` where it is none of the inspector's. */
export const envelopeOf = (text: string): Envelope | null => {
  try {
    const message: unknown = JSON.parse(text);
    if (!isObject(message)) return null;
    const { type, sessionId, _version, event, snapshot } = message;
    if (!types.has(type) || typeof sessionId !== 'string' || typeof _version !== 'string')
      return null;
    const said = type === '@xstate.event' ? event : snapshot;
    if (!isObject(said)) return null;
    return { type: type as Envelope['type'], sessionId };
  } catch {
    return null;
  }
};
