import { describe, expect, it } from 'vitest';
import { type CampaignStatus, lifecycle } from '../../src/lifecycle/index.js';
import { cells } from './cells.js';

/** Every object that can be reached from `value`, itself included. */
const partsOf = (value: unknown): object[] =>
  typeof value === 'object' && value !== null
    ? [value, ...Object.values(value).flatMap(partsOf)]
    : [];

/** The statuses on a way from `status` back to itself; empty where no event ever leads back. */
const cycleThrough = (status: CampaignStatus, way: CampaignStatus[] = []): CampaignStatus[] => {
  if (way.includes(status)) return [...way, status];
  for (const { target } of Object.values(lifecycle[status].on)) {
    const cycle = cycleThrough(target, [...way, status]);
    if (cycle.length > 0) return cycle;
  }
  return [];
};

describe('lifecycle', () => {
  it('holds the accepted cells of the table and nothing else', () => {
    const statuses = [...new Set(cells.map(({ from }) => from))];
    const rows = statuses.map((status) => {
      const row = cells.filter((cell) => cell.from === status).filter((cell) => cell.accepted);
      const on = row.map(({ event, to, effects }) => [event, { target: to, actions: effects }]);
      const isFinal = row.length === 0;
      return [status, { ...(isFinal && { type: 'final' }), on: Object.fromEntries(on) }];
    });
    expect(lifecycle).toStrictEqual(Object.fromEntries(rows));
    expect(Object.keys(lifecycle)).toStrictEqual(statuses);
  });

  it('is frozen in every part, because every answer is derived from it', () => {
    const parts = partsOf(lifecycle);
    // The table, and in it: 5 statuses, their 5 rows of events, 5 cells, 5 lists of effects, 3 effects.
    expect(parts).toHaveLength(24);
    expect(parts.filter((part) => !Object.isFrozen(part))).toStrictEqual([]);
  });

  it('has no cycle', () => {
    const why =
      'A cycle lets a campaign come back to a status it was in, and a compare-and-set on the status ' +
      'alone can no longer tell the two visits apart (ABA). Before adding one, store a revision ' +
      'number with every campaign and compare that instead, in every adapter.';
    for (const status of Object.keys(lifecycle) as CampaignStatus[]) {
      expect(cycleThrough(status), why).toStrictEqual([]);
    }
  });
});
