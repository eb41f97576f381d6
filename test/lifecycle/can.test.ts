import { describe, expect, it } from 'vitest';
import { can } from '../../src/lifecycle/index.js';
import { cells } from './cells.js';

describe('can', () => {
  it.each(cells)('is $accepted for $event in $from', ({ from, event, accepted }) => {
    expect(can(from, event)).toBe(accepted);
  });
});
