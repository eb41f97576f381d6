import { describe, expect, it } from 'vitest';
import { acceptedEvents } from '../../src/lifecycle/index.js';

describe('acceptedEvents', () => {
  it.each([
    { status: 'draft', expected: ['SCHEDULE'] },
    { status: 'ready', expected: ['START', 'CANCEL'] },
    { status: 'sending', expected: ['COMPLETE', 'CANCEL'] },
    { status: 'sent', expected: [] },
    { status: 'cancelled', expected: [] },
  ] as const)('lists $expected in $status, frozen and identical every time', (row) => {
    const events = acceptedEvents(row.status);
    expect(events).toStrictEqual(row.expected);
    expect(acceptedEvents(row.status)).toBe(events);
    expect(Object.isFrozen(events)).toBe(true);
  });
});
