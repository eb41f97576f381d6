import { describe, expect, it } from 'vitest';
import { isFinal } from '../../src/lifecycle/index.js';

describe('isFinal', () => {
  it.each(['sent', 'cancelled'] as const)('is true for %s', (status) => {
    expect(isFinal(status)).toBe(true);
  });

  it.each(['draft', 'ready', 'sending'] as const)('is false for %s', (status) => {
    expect(isFinal(status)).toBe(false);
  });
});
