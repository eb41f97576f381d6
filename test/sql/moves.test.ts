import { describe, expect, it } from 'vitest';
import { campaignStatuses, lifecycle } from '../../src/lifecycle/index.js';
import { allowedMoves, refusedMoves } from '../../src/sql/moves.js';
import { cancelledStatus, dispatchingStatus, waitingStatus } from '../../src/sql/statuses.js';

const targets = (from: keyof typeof lifecycle): string[] =>
  Object.values(lifecycle[from].on).map(({ target }) => target);

describe('refusedMoves', () => {
  it('has every pair of different statuses that no event connects, and no other', () => {
    const pairs = campaignStatuses.flatMap((from) =>
      campaignStatuses.map((to) => [from, to] as const),
    );
    const refused = pairs.filter(([from, to]) => from !== to && !targets(from).includes(to));
    expect(refusedMoves.map(({ from, to }) => [from, to])).toEqual(refused);
    expect(refused).toHaveLength(15);
  });

  it('and allowedMoves are all pairs of different statuses between them', () => {
    const all = [...refusedMoves, ...allowedMoves].map(({ from, to }) => `${from} ${to}`);
    expect(new Set(all).size).toBe(all.length);
    expect(all).toHaveLength(20);
    expect(allowedMoves.every(({ from, to }) => targets(from).includes(to))).toBe(true);
  });

  it('says in each message from where to where, and what is possible instead', () => {
    for (const { from, to, message } of refusedMoves) {
      expect(message).toContain(`${from} cannot become ${to}`);
      for (const target of targets(from)) expect(message).toContain(target);
      if (targets(from).length === 0) expect(message).toContain('final');
    }
  });
});

describe('the statuses that SQL names', () => {
  it('are those around START and CANCEL', () => {
    expect([waitingStatus, dispatchingStatus, cancelledStatus]).toEqual([
      'ready',
      'sending',
      'cancelled',
    ]);
  });
});
