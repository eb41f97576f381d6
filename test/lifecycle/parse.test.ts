import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEvent, parseStatus } from '../../src/lifecycle/index.js';

const statuses: readonly unknown[] = ['draft', 'ready', 'sending', 'sent', 'cancelled'];
const eventTypes: readonly unknown[] = ['SCHEDULE', 'START', 'COMPLETE', 'CANCEL'];

const outcomeOf = (parse: (input: unknown) => unknown, input: unknown) => {
  try {
    return { value: parse(input) };
  } catch (error) {
    return { code: (error as { code?: unknown }).code };
  }
};

/** Anything at all, and often enough something that is nearly or exactly right. */
const anything = (words: readonly unknown[]) =>
  fc.oneof(
    fc.anything({ withBigInt: true, withBoxedValues: true, withNullPrototype: true }),
    fc.string(),
    fc.constantFrom(...words),
  );

describe('parseStatus', () => {
  it.each(statuses)('returns %s as it came', (status) => {
    expect(parseStatus(status)).toBe(status);
  });

  it('takes a status and nothing else, whatever comes', () => {
    fc.assert(
      fc.property(anything(statuses), (input) => {
        const expected = statuses.includes(input) ? { value: input } : { code: 'unknown-status' };
        expect(outcomeOf(parseStatus, input)).toStrictEqual(expected);
      }),
    );
  });
});

describe('parseEvent', () => {
  it.each(eventTypes)(
    'returns the one frozen event of type %s and drops what came along',
    (type) => {
      const event = parseEvent({ type, by: 'somebody', to: 'sent' });
      expect(event).toStrictEqual({ type });
      expect(parseEvent(Object.create({ type }))).toBe(event);
      expect(Object.isFrozen(event)).toBe(true);
    },
  );

  it('takes an object with an event type and nothing else, whatever comes', () => {
    const anyInput = fc.oneof(
      anything(eventTypes),
      fc.record({ type: anything(eventTypes), by: fc.string() }, { requiredKeys: [] }),
    );
    fc.assert(
      fc.property(anyInput, (input) => {
        const type = (input as { type?: unknown } | null | undefined)?.type;
        const expected = eventTypes.includes(type)
          ? { value: { type } }
          : { code: 'unknown-event' };
        expect(outcomeOf(parseEvent, input)).toStrictEqual(expected);
      }),
    );
  });
});
