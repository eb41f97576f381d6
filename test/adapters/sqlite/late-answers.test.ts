import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Settlement } from '../../../src/service/index.js';
import { drivers } from './drivers.js';
import { sqliteSystem } from './sqlite-system.js';

const lease = { worker: 'w', ttlMs: 1000, exclusive: false, resendBegun: true };
const [first, second] = ['first', 'second'].map((token) => ({ campaignId: 'a', token })) as [
  { campaignId: string; token: string },
  { campaignId: string; token: string },
];

describe.each(drivers)('advance with a late answer on $name', (driver) => {
  let system: Awaited<ReturnType<typeof sqliteSystem>>;
  let settle: Settlement[];

  /** One recipient, begun under a lease that has run out; may be sent to again. */
  beforeEach(async () => {
    system = await sqliteSystem(driver);
    const { store, ledger } = system;
    await store.insert({
      id: 'a',
      status: 'sending',
      dueAt: null,
      data: null,
      event: 'ADOPT',
      commandId: 'adopt',
      by: null,
      reason: null,
      effects: [],
    });
    await ledger.takeLease({ ...first, ...lease });
    await ledger.ownAudience(first);
    await ledger.append(first, [{ id: 'r' }]);
    await ledger.seal(first);
    const { claim } = await ledger.claim(first);
    const place = { chunk: claim?.chunk ?? -1, position: 0 };
    await ledger.advance(first, { settle: [], begin: [place] });
    settle = [{ ...place, outcome: 'delivered', handedOverAt: await store.now() }];
    await system.advance(2000);
    await ledger.takeLease({ ...second, ...lease });
  });
  afterEach(() => system.dispose());

  it('takes it as long as nobody else has claimed the recipient', async () => {
    const { ledger } = system;
    expect(await ledger.advance(first, { settle, begin: [] })).toMatchObject({
      begun: false,
      lease: { held: false },
    });
    expect(await ledger.claim(second)).toMatchObject({ claim: null });
    expect(await ledger.tally('a')).toMatchObject({ delivered: 1, inDoubt: 0 });
  });

  it('passes it over once somebody has, who can then begin what was claimed', async () => {
    const { ledger } = system;
    const { claim } = await ledger.claim(second);
    expect(claim?.recipients).toHaveLength(1);
    await ledger.advance(first, { settle, begin: [] });
    expect(await ledger.tally('a')).toMatchObject({ delivered: 0, claimed: 1 });
    const begin = settle.map(({ chunk, position }) => ({ chunk, position }));
    expect(await ledger.advance(second, { settle: [], begin })).toMatchObject({ begun: true });
    await ledger.advance(second, { settle, begin: [] });
    expect(await ledger.tally('a')).toMatchObject({ delivered: 1, inDoubt: 0, begun: 0 });
  });
});
