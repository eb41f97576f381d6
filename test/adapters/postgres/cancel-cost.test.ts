import { describe, expect, it } from 'vitest';
import { createCampaigns } from '../../../src/service/index.js';
import { postgresSystem, serverUrl } from './postgres-system.js';
import { claimPlaces, sendingWith, watchedAdapter } from './two-processes.js';

const chunkSize = 1000;

const chunksOf = (size: number) =>
  Array.from({ length: Math.ceil(size / chunkSize) }, (_, chunk) =>
    Array.from(
      { length: Math.min(chunkSize, size - chunk * chunkSize) },
      (_, each) => `recipient ${chunk} ${each}`,
    ),
  );

describe.skipIf(!serverUrl)('a CANCEL on PostgreSQL', () => {
  /** What cancelling costs a campaign of so many recipients in the middle of its dispatch. */
  const costAt = async (size: number) => {
    const system = await postgresSystem({ realTime: true, listen: false });
    const { ledger, schema } = system;
    const ref = await sendingWith(system, 'a', chunksOf(size));
    const [first] = await claimPlaces(ledger, ref);
    await ledger.advance(ref, { settle: [], begin: first ? [first] : [] });
    const canceller = watchedAdapter(schema);
    expect(await createCampaigns(canceller).cancel('a')).toMatchObject({ accepted: true });
    expect(await ledger.tally('a')).toMatchObject({ audience: { size }, begun: 1 });
    await canceller.end();
    await system.dispose();
    return canceller.run.map((sql) => sql.replaceAll(schema, ''));
  };

  it('runs the same statements at 10 and at 100,000 recipients', async () => {
    const [small, large] = [await costAt(10), await costAt(100_000)];
    expect(large).toEqual(small);
    // The move with its history, which commits by itself.
    expect(small).toHaveLength(1);
  }, 120_000);
});
