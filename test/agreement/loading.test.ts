import { describe, expect, it } from 'vitest';

// Without a static import of `src`: where a module throws while it loads, the other test files have no
// tests at all, and a runner that counts failed tests (mutation testing does) sees none.
describe('the package', () => {
  it('loads', async () => {
    const { campaignMachine, decide } = await import('../../src/index.js');
    const { fromForeignStatus } = await import('../../src/foreign/index.js');
    for (const door of [campaignMachine, decide, fromForeignStatus]) expect(door).toBeDefined();
  });
});
