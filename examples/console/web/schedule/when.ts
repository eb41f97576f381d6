import type { ScheduleRequest } from '../../api.js';
import { formatForInput } from '../parts/moments.js';

/** What a person has chosen: when to send, or not to send yet. */
export interface When {
  readonly kind: 'now' | 'later' | 'draft';
  /** As an `<input type="datetime-local">` has it: this place's time, without a zone. */
  readonly at: string;
}

const hourMs = 3_600_000;

/** At first: now, and an hour from now for who wants later. */
export const firstWhen = (): When => ({ kind: 'now', at: formatForInput(Date.now() + hourMs) });

/** What to ask the server for; `undefined` for a draft. */
export const scheduleOf = ({ kind, at }: When): ScheduleRequest | undefined => {
  if (kind === 'draft') return undefined;
  return kind === 'now' ? {} : { at: new Date(at).getTime() };
};

/** What is wrong with it, in one sentence. */
export const whenError = ({ kind, at }: When): string | undefined => {
  if (kind !== 'later') return undefined;
  const time = new Date(at).getTime();
  if (Number.isNaN(time)) return 'Choose a day and a time.';
  return time <= Date.now() ? 'Choose a time that is still to come.' : undefined;
};
