/** Why a delivery failed, is retried or is in doubt. A closed set, fit for a metric's label. */
export type FailureCode =
  | 'gone'
  | 'rejected'
  | 'throttled'
  | 'unavailable'
  | 'unreachable'
  | 'timeout'
  | 'aborted'
  | 'unknown';

/**
 * What became of one message:
 * - `delivered`: the push service accepted it.
 * - `failed`: it was refused for good. `gone`: the subscription no longer exists (404, 410).
 * - `retry`: it was surely not accepted (429, 503, connection refused); tried again later.
 * - `in-doubt`: nobody can say (a timeout, a request cut short); never sent again by itself.
 */
export type DeliveryOutcome =
  | { readonly outcome: 'delivered' }
  | { readonly outcome: 'failed'; readonly code: FailureCode }
  | { readonly outcome: 'retry'; readonly code: FailureCode; readonly retryInMs?: number }
  | { readonly outcome: 'in-doubt'; readonly code: FailureCode };

const delivered: DeliveryOutcome = { outcome: 'delivered' };

/**
 * What an HTTP answer of a push service means. Pure. A 5xx other than 503 is in doubt: the service
 * failed somewhere after the request had reached it.
 */
export function outcomeOfHttpStatus(status: number, retryInMs?: number): DeliveryOutcome {
  const wait = retryInMs === undefined ? {} : { retryInMs };
  if (status >= 200 && status < 300) return delivered;
  if (status === 404 || status === 410) return { outcome: 'failed', code: 'gone' };
  if (status === 429) return { outcome: 'retry', code: 'throttled', ...wait };
  if (status === 503) return { outcome: 'retry', code: 'unavailable', ...wait };
  if (status >= 500) return { outcome: 'in-doubt', code: 'unknown' };
  return { outcome: 'failed', code: 'rejected' };
}

// The connection was never made, so nothing can have been accepted.
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/**
 * What a thrown error means: an HTTP error (`statusCode` or `status`, as `web-push` throws it) by its
 * status, a refused connection is retried, and everything else is in doubt, because a request that
 * broke may have been accepted. Pure.
 */
export function outcomeOfError(error: unknown): DeliveryOutcome {
  const { name, code, cause, statusCode, status } = (error ?? {}) as Record<string, unknown>;
  const http = statusCode ?? status;
  if (typeof http === 'number') return outcomeOfHttpStatus(http);
  const causeCode = (cause as { readonly code?: unknown } | null | undefined)?.code;
  if (neverConnected.has(String(code)) || neverConnected.has(String(causeCode))) {
    return { outcome: 'retry', code: 'unreachable' };
  }
  if (name === 'AbortError') return { outcome: 'in-doubt', code: 'aborted' };
  if (name === 'TimeoutError' || code === 'ETIMEDOUT')
    return { outcome: 'in-doubt', code: 'timeout' };
  return { outcome: 'in-doubt', code: 'unknown' };
}

const outcomes = ['delivered', 'failed', 'retry', 'in-doubt'];

/** What an embedder's `deliver` gave: an outcome, or nothing, which means delivered. */
export function outcomeOfResult(result: unknown): DeliveryOutcome {
  if (result === undefined) return delivered;
  const outcome = (result as { readonly outcome?: unknown } | null)?.outcome;
  if (typeof outcome === 'string' && outcomes.includes(outcome)) return result as DeliveryOutcome;
  // Something was handed over, and what came of it was said in words that nobody here knows.
  return { outcome: 'in-doubt', code: 'unknown' };
}
