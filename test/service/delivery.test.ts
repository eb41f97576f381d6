import { describe, expect, it } from 'vitest';
import { outcomeOfResult } from '../../src/service/delivery.js';
import { outcomeOfError, outcomeOfHttpStatus } from '../../src/service/index.js';

const delivered = { outcome: 'delivered' };
const unknown = { outcome: 'in-doubt', code: 'unknown' };

const statuses = [
  [200, delivered],
  [201, delivered],
  [204, delivered],
  [299, delivered],
  [199, { outcome: 'failed', code: 'rejected' }],
  [300, { outcome: 'failed', code: 'rejected' }],
  [400, { outcome: 'failed', code: 'rejected' }],
  [403, { outcome: 'failed', code: 'rejected' }],
  [404, { outcome: 'failed', code: 'gone' }],
  [410, { outcome: 'failed', code: 'gone' }],
  [413, { outcome: 'failed', code: 'rejected' }],
  [429, { outcome: 'retry', code: 'throttled' }],
  [500, unknown],
  [502, unknown],
  [503, { outcome: 'retry', code: 'unavailable' }],
  [504, unknown],
] as const;

describe('outcomeOfHttpStatus', () => {
  it.each(statuses)('takes %d for %j', (status, outcome) => {
    expect(outcomeOfHttpStatus(status)).toEqual(outcome);
  });

  it.each(statuses)(
    'keeps the wait that came with %d only if it is tried again (%j)',
    (status, outcome) => {
      const wait = outcome.outcome === 'retry' ? { retryInMs: 7 } : {};
      expect(outcomeOfHttpStatus(status, 7)).toEqual({ ...outcome, ...wait });
    },
  );
});

describe('outcomeOfError', () => {
  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
    'tries again after %s, also as the cause that fetch gives',
    (code) => {
      const retry = { outcome: 'retry', code: 'unreachable' };
      expect(outcomeOfError(Object.assign(new Error(), { code }))).toEqual(retry);
      expect(outcomeOfError(new TypeError('fetch failed', { cause: { code } }))).toEqual(retry);
    },
  );

  it.each(statuses)('goes by the status of an HTTP error: %d is %j', (status, outcome) => {
    expect(outcomeOfError({ statusCode: status })).toEqual(outcome);
    expect(outcomeOfError({ status })).toEqual(outcome);
  });

  it.each([
    ['a request cut short', new DOMException('', 'AbortError'), 'aborted'],
    ['a timeout', new DOMException('', 'TimeoutError'), 'timeout'],
    ['a timeout of a socket', { code: 'ETIMEDOUT' }, 'timeout'],
    ['a connection that broke', { code: 'ECONNRESET' }, 'unknown'],
    ['a broken connection as a cause', new TypeError('', { cause: { code: 'EPIPE' } }), 'unknown'],
    ['a status that is no number', { status: '404' }, 'unknown'],
    ['a cause that is nothing', { cause: null }, 'unknown'],
    ['an error like any other', new Error('What?'), 'unknown'],
    ['a text', 'What?', 'unknown'],
    ['null', null, 'unknown'],
    ['undefined', undefined, 'unknown'],
  ])('is in doubt about %s', (_, error, code) => {
    expect(outcomeOfError(error)).toEqual({ outcome: 'in-doubt', code });
  });
});

describe('outcomeOfResult', () => {
  it('takes nothing for delivered', () => {
    expect(outcomeOfResult(undefined)).toEqual(delivered);
  });

  it.each([
    delivered,
    { outcome: 'failed', code: 'gone' },
    { outcome: 'retry', code: 'throttled', retryInMs: 7 },
    { outcome: 'in-doubt', code: 'timeout' },
  ])('takes %j as it is', (outcome) => {
    expect(outcomeOfResult(outcome)).toBe(outcome);
  });

  it.each([null, true, 201, 'delivered', {}, { outcome: 'sent' }, { outcome: 1 }, { status: 201 }])(
    'is in doubt about %j, and never sends it again by mistake',
    (result) => {
      expect(outcomeOfResult(result)).toEqual(unknown);
    },
  );
});
