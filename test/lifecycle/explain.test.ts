import { describe, expect, it } from 'vitest';
import { decide, explain } from '../../src/lifecycle/index.js';
import { rejectedCells } from './cells.js';

const explained = (status: Parameters<typeof decide>[0], type: 'START' | 'COMPLETE' | 'CANCEL') => {
  const decision = decide(status, { type });
  return decision.accepted ? undefined : explain(decision);
};

describe('explain', () => {
  it('says of a repeat where the campaign already is', () => {
    expect(explained('cancelled', 'CANCEL')).toBe('The campaign is already cancelled.');
  });

  it('says of what comes too late why it can no longer be', () => {
    expect(explained('sent', 'CANCEL')).toBe('CANCEL is no longer possible: the campaign is sent.');
  });

  it('says of what comes too early every status that it waits for', () => {
    expect(explained('draft', 'CANCEL')).toBe(
      'CANCEL is not possible yet: the campaign is draft, not ready or sending.',
    );
    expect(explained('ready', 'COMPLETE')).toBe(
      'COMPLETE is not possible yet: the campaign is ready, not sending.',
    );
  });

  it.each(rejectedCells)('names the status in which $event was rejected: $from', (cell) => {
    const decision = decide(cell.from, { type: cell.event });
    if (decision.accepted) throw new Error('The table says that this is rejected.');
    expect(explain(decision)).toContain(` ${cell.from}`);
  });
});
