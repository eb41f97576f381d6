import type { Problem } from '../../api.js';
import { Refusal, refusalOf } from './refusal.js';

/** A request that changes something. */
export interface Change {
  readonly body: unknown;
  /** The command's id: the same for every try of one attempt, so that it takes effect once. */
  readonly key: string;
}

/** Long enough for the largest file that the server takes, over a slow line. */
const timeoutMs = 15_000;

const isProblem = (body: unknown): body is Problem =>
  typeof Object(body).code === 'string' && typeof Object(body).detail === 'string';

const answerOf = async (response: Response): Promise<unknown> => {
  // A gateway's error page is no JSON; what it says is for its own people.
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body;
  if (isProblem(body)) throw new Refusal(body);
  const { status } = response;
  throw new Refusal({ status, code: 'no-answer', detail: `The server answered with ${status}.` });
};

const initOf = ({ body, key }: Change): RequestInit => ({
  method: 'POST',
  headers: {
    'Content-Type': 'application/json',
    'X-Campaign-Console': '1',
    'Idempotency-Key': key,
  },
  body: JSON.stringify(body),
});

/**
 * Asks the server, and with a change makes it act.
 *
 * @throws {@link Refusal} for whatever keeps the answer from being a good one
 */
export const request = async <Answer>(path: string, change?: Change): Promise<Answer> => {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(path, { ...(change && initOf(change)), signal });
    return (await answerOf(response)) as Answer;
  } catch (error) {
    throw refusalOf(error);
  }
};
