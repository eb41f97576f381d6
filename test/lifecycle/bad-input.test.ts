import { describe, expect, it, vi } from 'vitest';
import {
  acceptedEvents,
  CampaignInputError,
  can,
  decide,
  isFinal,
  parseEvent,
  parseStatus,
} from '../../src/lifecycle/index.js';
import { disguisesOf } from './disguises.js';

vi.mock('xstate', () => {
  throw new Error('The lifecycle loaded XState.');
});

// What a caller without types, or with data from outside, really does.
const untyped = <Result>(call: (...input: never[]) => Result) =>
  call as (...input: unknown[]) => Result;

/** Calls, and returns the error that must come of it. */
const errorOf = (call: () => unknown): CampaignInputError => {
  try {
    call();
  } catch (error) {
    if (error instanceof CampaignInputError) return error;
    throw error;
  }
  throw new Error('No error came.');
};

const statuses = 'draft, ready, sending, sent, cancelled';
const eventTypes = 'SCHEDULE, START, COMPLETE, CANCEL';

const takingStatuses = [
  { name: 'parseStatus', call: parseStatus },
  { name: 'acceptedEvents', call: untyped(acceptedEvents) },
  { name: 'isFinal', call: untyped(isFinal) },
  { name: 'decide', call: (status: unknown) => untyped(decide)(status, { type: 'CANCEL' }) },
];

describe.each(takingStatuses)('$name, given for a status', ({ call }) => {
  it.each(disguisesOf('ready'))('$name, throws what was expected and what came', (disguise) => {
    const error = errorOf(() => call(disguise.value));
    expect(error.code).toBe('unknown-status');
    expect(error.message).toBe(
      `Expected exactly one of ${statuses}; got ${disguise.shown}. Nothing was changed.`,
    );
  });
});

const takingEvents = [
  { name: 'parseEvent', call: parseEvent },
  { name: 'decide', call: (event: unknown) => untyped(decide)('ready', event) },
];

describe.each(takingEvents)('$name, given for the type of an event', ({ call }) => {
  it.each(disguisesOf('CANCEL'))('$name, throws what was expected and what came', (disguise) => {
    const error = errorOf(() => call({ type: disguise.value }));
    const shown = disguise.value == null ? 'object' : disguise.shown;
    expect(error.code).toBe('unknown-event');
    expect(error.message).toBe(
      `Expected exactly { type: one of ${eventTypes} }; got ${shown}. Nothing was changed.`,
    );
  });
});

describe.each(takingEvents)('$name, given for an event', ({ call }) => {
  const bare = [
    ...disguisesOf('CANCEL'),
    { name: 'a bare type', value: 'CANCEL', shown: '"CANCEL"' },
  ];

  it.each(bare)('$name, throws what was expected and what came', (disguise) => {
    const error = errorOf(() => call(disguise.value));
    expect(error.code).toBe('unknown-event');
    expect(error.message).toContain(`{ type: one of ${eventTypes} }; got ${disguise.shown}.`);
  });
});

describe('decide', () => {
  it('names the status first where both are unknown', () => {
    expect(errorOf(() => untyped(decide)('gone', { type: 'STOP' })).code).toBe('unknown-status');
  });
});

describe('can', () => {
  it.each(disguisesOf('ready'))('is false for $name as a status', ({ value }) => {
    expect(untyped(can)(value, 'CANCEL')).toBe(false);
  });

  it.each(disguisesOf('CANCEL'))('is false for $name as an event type', ({ value }) => {
    expect(untyped(can)('ready', value)).toBe(false);
  });

  it.each(disguisesOf('CANCEL'))('is false for $name as both', ({ value }) => {
    expect(untyped(can)(value, value)).toBe(false);
  });
});

describe('CampaignInputError', () => {
  it('is an Error that is known by its name where another copy of the package threw it', () => {
    const error = errorOf(() => parseStatus('gone'));
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('CampaignInputError');
    expect(String(error)).toMatch(/^CampaignInputError: Expected exactly one of draft/);
  });

  it('shows 60 characters of what came, and that there were more', () => {
    const fits = 'x'.repeat(58);
    expect(errorOf(() => parseStatus(fits)).message).toContain(`got "${fits}". Nothing`);
    expect(errorOf(() => parseStatus(`${fits}x`)).message).toContain(`got "${fits}x.... Nothing`);
  });
});
