import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { survivesJson } from '../../src/service/survives-json.js';

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

/** The same value with 0 for -0, between which JSON does not tell. */
const withoutNegativeZero = (value: unknown): unknown => {
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map(withoutNegativeZero);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, withoutNegativeZero(part)]);
  return Object.fromEntries(entries);
};

describe('survivesJson', () => {
  it('takes whatever JSON can say, and what it takes comes back the same', () => {
    const law = fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      expect(survivesJson(value)).toBe(true);
    });
    fc.assert(law, { numRuns: 300 });
    const anything = fc.anything({ withNullPrototype: true, withDate: true, withBigInt: true });
    const back = fc.property(anything, (value) => {
      fc.pre(survivesJson(value));
      expect(JSON.parse(JSON.stringify(value))).toEqual(withoutNegativeZero(value));
    });
    fc.assert(back, { numRuns: 300 });
  });

  it.each([
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['an instance', new (class Thing {})()],
    ['a bigint', 1n],
    ['NaN', Number.NaN],
    ['infinity', Number.NEGATIVE_INFINITY],
    ['undefined', undefined],
    ['a function', () => {}],
    ['a symbol', Symbol('s')],
    ['a hole in a list', [1, undefined]],
    ['something deep inside', { a: [{ b: { c: 1n } }] }],
  ])('refuses %s', (_, value) => {
    expect(survivesJson(value)).toBe(false);
  });

  it('takes a property that is undefined, which reads the same when it is not there', () => {
    expect(survivesJson({ a: undefined, b: 1 })).toBe(true);
  });

  it('refuses a cycle, and what is as deep as one', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect([survivesJson(cycle), survivesJson(nested(100)), survivesJson(nested(101))]).toEqual([
      false,
      true,
      false,
    ]);
  });
});
