/**
 * What `onSend` may return, resolve to or throw so that the control follows the server:
 *
 * - the service's answer to a command, or the lifecycle's decision, as JSON keeps them: the campaign
 *   is now at `to` of an accepted event, at `from` of a rejected one;
 * - the body of an RFC 9457 problem (`application/problem+json`) with the extension member
 *   `currentStatus`. Its `status` is the number of the HTTP answer.
 *
 * It does not matter whether a refusal is returned or thrown, and members of a thrown `Error` count as
 * well. So does what a `Response` of `fetch` contains; one that is not `ok` is a refusal whatever it
 * contains. Anything else tells nothing about the status: thrown it is a failure, returned it is not.
 */
export type ServerAnswer =
  | { readonly accepted: true; readonly to: string }
  | { readonly accepted: false; readonly from: string }
  | {
      readonly status: number;
      readonly currentStatus: string;
      readonly code?: string;
      readonly acceptedEvents?: readonly string[];
    };

/** What came of a send. */
export interface SendOutcome {
  /** The server's word on where the campaign is, if it gave one. */
  readonly status: string | undefined;
  /**
   * The event was not carried out, or nobody knows; `error` is what was thrown or answered, of a
   * `Response` its JSON.
   */
  readonly failure: { readonly error: unknown } | undefined;
}

/**
 * Calls `send` at once and reads what comes of it. What was returned and what was thrown is read in the
 * same way: whether a client throws at a 409 is a matter of taste. Never rejects.
 */
export const outcomeOf = async (send: () => unknown): Promise<SendOutcome> => {
  let answer: unknown;
  let isThrown = false;
  try {
    answer = await send();
  } catch (error) {
    answer = error;
    isThrown = true;
  }
  let body = answer;
  try {
    body = await (answer as Response).json();
  } catch {
    // No `Response`, or one with a gateway's page in it.
  }
  const { accepted, to, from, currentStatus, status } = Object(body);
  const present = accepted ? to : accepted === false ? from : currentStatus;
  const isRefused = isThrown || Object(answer).ok === false || accepted === false || status >= 400;
  return {
    status: typeof present === 'string' ? present : undefined,
    failure: isRefused ? { error: body } : undefined,
  };
};
