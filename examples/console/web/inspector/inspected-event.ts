import type { InspectedEvent } from 'campaign-machine/inspect';

/** What became of something that was asked of a campaign, or of an effect. */
export type EventKind = 'accepted' | 'rejected' | 'replayed' | 'effect' | 'other';

/** An event as the page lists it. */
export interface ReadEvent {
  readonly kind: EventKind;
  readonly name: string;
  /** What is said of it beside its name. */
  readonly note: string;
  /** What it asked for. */
  readonly effects: readonly string[];
}

// Programs on this machine may connect as well, so a message is looked at like any input.
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(textOf).filter(Boolean) : [];

/** Reads an event by the fields that `inspectCampaigns` gives it; an event of another machine has only a name. */
export const readEvent = (event: InspectedEvent): ReadEvent => {
  const [type, asked, effect] = [event.type, event['event'], event['effect']].map(textOf);
  const effects = textsOf(event['effects']);
  if (effect) {
    const code = textOf(event['code']);
    const note = `${textOf(event['outcome'])}${code ? ` (${code})` : ''}`;
    return { kind: 'effect', name: effect, note, effects };
  }
  if (asked && 'reason' in event) {
    const note = `rejected (${textOf(event['reason'])})`;
    return { kind: 'rejected', name: asked, note, effects };
  }
  if (asked) return { kind: 'replayed', name: asked, note: 'replayed', effects };
  const kind = textOf(event['commandId']) ? 'accepted' : 'other';
  return { kind, name: type || 'an event without a name', note: '', effects };
};
