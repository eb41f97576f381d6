import { describe, expect, it } from 'vitest';
import {
  campaignEffects,
  campaignEventTypes,
  campaignStatuses,
} from '../../src/lifecycle/index.js';

const lists = [
  {
    name: 'campaignStatuses',
    list: campaignStatuses,
    expected: ['draft', 'ready', 'sending', 'sent', 'cancelled'],
  },
  {
    name: 'campaignEventTypes',
    list: campaignEventTypes,
    expected: ['SCHEDULE', 'START', 'COMPLETE', 'CANCEL'],
  },
  {
    name: 'campaignEffects',
    list: campaignEffects,
    expected: [{ type: 'enqueue' }, { type: 'dequeue' }, { type: 'abort-dispatch' }],
  },
];

describe.each(lists)('$name', ({ list, expected }) => {
  it('holds all there are, in lifecycle order', () => {
    expect(list).toStrictEqual(expected);
  });

  it('is frozen, with everything in it', () => {
    expect([list, ...list].filter((part) => !Object.isFrozen(part))).toStrictEqual([]);
  });
});
