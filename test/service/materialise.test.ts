import { describe, expect, it } from 'vitest';
import type { Recipient, RecipientSource } from '../../src/service/index.js';
import { type HeldLease, holdLease } from '../../src/service/lease.js';
import { materialise } from '../../src/service/materialise.js';
import { never } from './gate.js';
import { onMemory } from './on-memory.js';

const people = (count: number): Recipient[] =>
  Array.from({ length: count }, (_, at) => ({ id: `r${at}` }));

/** A campaign that is sending, and a lease on it under which its audience is written. */
const writing = async (recipients: RecipientSource<Recipient>, chunkSize = 2) => {
  const system = onMemory();
  const { campaigns, context, clock, memory } = system;
  await campaigns.adopt('c', 'sending');
  const lease = (await holdLease(context, {
    campaignId: 'c',
    exclusive: false,
    options: { leaseMs: 60_000, beatMs: 500, worker: 'w' },
    shutdown: new AbortController().signal,
  })) as HeldLease;
  let chunks = 0;
  const write = async () => {
    const campaign = await campaigns.get('c');
    const onChunk = () => {
      chunks += 1;
    };
    const writes = materialise(context, lease, campaign, { recipients, chunkSize, onChunk });
    await clock.advance(0);
    return writes;
  };
  return {
    ...system,
    lease,
    write,
    chunks: () => chunks,
    sizes: () => memory.dump().campaigns[0]?.chunks.map(({ recipients: some }) => some.length),
    audienceOf: async () => (await campaigns.report('c')).audience,
  };
};

describe('materialise', () => {
  it.each([
    ['a list', (count: number) => people(count)],
    [
      'a generator',
      function* (count: number) {
        yield* people(count);
      },
    ],
    [
      'an async generator',
      async function* (count: number) {
        yield* people(count);
      },
    ],
  ])('writes %s in chunks, tells of each, and seals it', async (_, source) => {
    const system = await writing(() => source(5));
    await system.write();
    expect(system.sizes()).toEqual([2, 2, 1]);
    // The seal is news as well: there will be no more.
    expect(system.chunks()).toBe(4);
    expect(await system.audienceOf()).toMatchObject({ size: 5, sealed: true });
    await system.lease.end();
  });

  it('seals an audience of nobody, and one that ends with a whole chunk', async () => {
    for (const count of [0, 4]) {
      const system = await writing(() => people(count));
      await system.write();
      expect(await system.audienceOf()).toMatchObject({ size: count, sealed: true });
      await system.lease.end();
    }
  });

  it('does not read the recipients of an audience that is sealed', async () => {
    let reads = 0;
    const system = await writing(() => {
      reads += 1;
      return people(1);
    });
    await system.write();
    await system.write();
    expect(reads).toBe(1);
    await system.lease.end();
  });

  it('stops at a cancel between two chunks, and closes the iterator', async () => {
    let isClosed = false;
    const system = await writing(async function* () {
      try {
        yield* people(2);
        await system.campaigns.cancel('c');
        await system.clock.sleep(0);
        yield* people(100);
      } finally {
        isClosed = true;
      }
    });
    const writes = system.write();
    await system.clock.advance(0);
    await writes;
    expect(await system.audienceOf()).toMatchObject({ size: 2, sealed: false, attempts: 0 });
    expect([isClosed, system.trouble]).toEqual([true, []]);
    await system.lease.end();
  });

  it('stops at a cancel also if the iterator never answers again', async () => {
    const system = await writing(async function* () {
      yield* people(2);
      await never();
    });
    const writes = system.write();
    await system.clock.advance(0);
    await system.campaigns.cancel('c');
    await writes;
    expect(await system.audienceOf()).toMatchObject({ size: 2, sealed: false, attempts: 0 });
    expect(system.trouble).toEqual([]);
    await system.lease.end();
  });

  it.each([
    ['the iterator throws', new Error('No database.')],
    ['a recipient has no id', null],
  ])('notes that it failed and has to be tried again when %s', async (_, error) => {
    const system = await writing(function* () {
      yield* people(3);
      if (error) throw error;
      yield { id: '' };
    });
    await system.write();
    expect(await system.audienceOf()).toMatchObject({
      size: 2,
      sealed: false,
      attempts: 1,
      lastError: 'recipients-failed',
      nextTryAt: system.clock.wallMs() + 5000,
    });
    const expected = error ?? expect.objectContaining({ code: 'invalid-recipient' });
    expect(system.trouble).toEqual([{ where: 'recipients', campaignId: 'c', error: expected }]);
    await system.lease.end();
  });

  it('notes that it failed also if the source gives nothing to read', async () => {
    const error = new Error('No connection.');
    const system = await writing(() => {
      throw error;
    });
    await system.write();
    expect(await system.audienceOf()).toMatchObject({ attempts: 1, sealed: false });
    expect(system.trouble).toMatchObject([{ where: 'recipients', error }]);
    await system.lease.end();
  });

  it('stops when the ledger says so, though nobody has told the lease', async () => {
    const system = await writing(async function* () {
      yield* people(2);
      await system.memory.ledger.endLease(system.lease.ref);
      yield* people(100);
    });
    await system.write();
    expect(await system.audienceOf()).toMatchObject({ size: 2, sealed: false });
    await system.lease.end();
  });
});
