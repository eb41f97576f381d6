import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkOutcome } from './check-outcome.js';
import { type Endpoint, startEndpoint } from './endpoint-process.js';
import type { KillPoint } from './kill-point.js';
import { begunBy } from './rows.js';
import { endPrograms } from './start-program.js';
import { openSystem, type System } from './system.js';

const data = { audience: 16, cutsShort: false };

describe('a worker that stands still past its lease and goes on', { timeout: 120_000 }, () => {
  let folder: string;
  let endpoint: Endpoint;
  let system: System;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'campaign-machine-freeze-'));
    endpoint = await startEndpoint();
    system = await openSystem(folder, endpoint, false);
  }, 60_000);

  afterAll(async () => {
    system.close();
    await endPrograms();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  const requestsOf = async (id: string, worker: string) =>
    (await endpoint.requests(id))
      .filter((request) => request.worker === worker)
      .map(({ recipient }) => recipient);

  /** Freezes a worker, has the campaign ended by others, thaws it, and lets it finish. */
  const play = async (
    id: string,
    when: KillPoint['when'],
    step: KillPoint['step'],
    isCancelled: boolean,
  ) => {
    const worker = `frozen-${id}`;
    await system.add(id, data, new Date());
    const point = { signal: 'SIGSTOP', when, step, nth: 1 } as const;
    const actor = await system.start({ role: 'worker', worker, campaignId: id, point });
    actor.tell(id);
    await actor.frozen();
    const begun = begunBy(system.recipients(id), worker);
    const before = await requestsOf(id, worker);
    if (isCancelled) await system.campaigns.cancel(id, { by: 'kim' });
    system.release(id);
    await system.whenOver(id);
    const over = system.recipients(id).filter((row) => begun.includes(row.id));
    actor.thaw();
    await actor.done();
    const title = `${id}: ${isCancelled ? 'cancelled' : 'taken over'}, frozen ${when} ${step}`;
    const { rows } = await checkOutcome(system, { campaignId: id, data, isCancelled, title });
    const thawed = rows.filter((row) => begun.includes(row.id));
    // What was on the wire when it froze, or in its hands: begun before, each of them.
    const after = (await requestsOf(id, worker)).slice(before.length);
    for (const recipient of after) expect(begun, title).toContain(recipient);
    return { begun, over, thawed, after, title };
  };

  const ends = [
    { name: 'others have sent the rest', isCancelled: false },
    { name: 'it was cancelled', isCancelled: true },
  ];

  describe.each(ends)('when $name meanwhile', ({ isCancelled }) => {
    const id = (what: string) => `${what}-${isCancelled ? 'cancelled' : 'sent'}`;

    it.concurrent('begins nothing that it had claimed', async () => {
      const { begun, after, title } = await play(id('claimed'), 'after', 'claim', isCancelled);
      expect(begun, title).toEqual([]);
      expect(after, title).toEqual([]);
    });

    it.concurrent('hands over nothing of what it had begun', async () => {
      const played = await play(id('begun'), 'after', 'begin', isCancelled);
      const { begun, over, thawed, after, title } = played;
      expect(begun.length, title).toBeGreaterThan(0);
      expect(after, title).toEqual([]);
      // Nobody else can know that it was not handed over, so it is in doubt, before and after.
      for (const { state } of [...over, ...thawed]) expect(state, title).toBe('inDoubt');
    });

    it.concurrent('tells what came of the one that it was just handing over', async () => {
      const played = await play(id('sending'), 'before', 'request', isCancelled);
      const { over, thawed, after, title } = played;
      for (const { state } of over) expect(state, title).toBe('inDoubt');
      const sent = thawed.filter((row) => after.includes(row.id));
      expect(sent.length, title).toBeGreaterThan(0);
      for (const { state } of sent) expect(state, title).toBe('delivered');
    });

    it.concurrent('settles late what was in doubt, to what it was', async () => {
      const { over, thawed, title } = await play(id('answered'), 'before', 'settle', isCancelled);
      expect(over.length, title).toBeGreaterThan(0);
      for (const { state } of over) expect(state, title).toBe('inDoubt');
      expect(
        thawed.map(({ state }) => state),
        title,
      ).toContain('delivered');
    });
  });
});
