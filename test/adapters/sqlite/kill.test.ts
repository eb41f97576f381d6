import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCampaigns } from '../../../src/service/index.js';
import { drivers } from './drivers.js';
import { type Process, startProcess } from './process.js';
import { sqliteSystem } from './sqlite-system.js';

// After how many recipients that it began each worker is killed; drawn once, and fixed.
const killedAfter = [1, 2, 3, 5, 8, 13];

describe.each(drivers)('createSqlite after a SIGKILL on $name', (driver) => {
  let system: Awaited<ReturnType<typeof sqliteSystem>>;
  let started: Process[];

  beforeEach(async () => {
    started = [];
    system = await sqliteSystem(driver, { realTime: true });
  });
  afterEach(async () => {
    await Promise.all(started.map((each) => each.kill()));
    await system.dispose();
  });

  const start = async (script: 'hold' | 'dispatch', name: string) => {
    const each = await startProcess(script, {
      driver: driver.name,
      path: system.path,
      campaignId: 'a',
      name,
    });
    started.push(each);
    each.go();
    return each;
  };
  const integrity = () => system.own.prepare('pragma integrity_check').get();

  it('has nothing of a transaction that was open, and lets the next one in at once', async () => {
    const campaigns = createCampaigns(system);
    await campaigns.create({ id: 'a' });
    const holder = await start('hold', 'holder');
    await holder.said('inside');
    const impatient = await sqliteSystem(driver, { busyTimeoutMs: 1, path: system.path });
    await expect(createCampaigns(impatient).schedule('a')).rejects.toMatchObject({ code: 'busy' });
    await holder.kill();
    expect(await createCampaigns(impatient).schedule('a')).toMatchObject({ accepted: true });
    await impatient.dispose();
    expect(await system.store.read('never committed')).toBeUndefined();
    expect(await system.store.findCommand('never committed', 'never committed')).toBeUndefined();
    expect(integrity()).toMatchObject({ integrity_check: 'ok' });
  }, 60_000);

  it(`counts every recipient once, with ${killedAfter.length} workers killed one after the other`, async () => {
    const campaigns = createCampaigns(system);
    await campaigns.create({ id: 'a' });
    await campaigns.schedule('a');
    await campaigns.start('a');
    const ref = { campaignId: 'a', token: 'writer' };
    await system.ledger.takeLease({ ...ref, worker: 'writer', ttlMs: 60_000, exclusive: false });
    await system.ledger.ownAudience(ref);
    const ids = Array.from({ length: 200 }, (_, each) => `r${each}`);
    for (let at = 0; at < 200; at += 10) {
      await system.ledger.append(
        ref,
        ids.slice(at, at + 10).map((id) => ({ id })),
      );
    }
    await system.ledger.seal(ref);
    await system.ledger.endLease(ref);
    const begun: unknown[] = [];
    for (const [round, count] of killedAfter.entries()) {
      const worker = await start('dispatch', `w${round}`);
      for (let each = 0; each < count; each += 1) begun.push(await worker.said('begun'));
      await worker.kill();
      expect(integrity()).toMatchObject({ integrity_check: 'ok' });
    }
    // Their leases run for a minute; this ends them as the store's clock would.
    system.own.exec('update campaign_lease set expires_at = 0 where ended_at is null');
    await system.ledger.expireLeases({ limit: 100 });
    const last = await start('dispatch', 'last');
    await last.said('stopped');
    const tally = await system.ledger.tally('a');
    const { delivered = 0, inDoubt = 0 } = tally ?? {};
    expect(new Set(begun).size).toBe(begun.length);
    expect(delivered + inDoubt).toBe(200);
    expect(inDoubt).toBeLessThanOrEqual(killedAfter.length);
    expect(await system.ledger.recount('a')).toEqual({
      pending: 0,
      begun: 0,
      delivered,
      failed: 0,
      inDoubt,
    });
    console.log(`${driver.name}: ${inDoubt} of 200 in doubt after ${killedAfter.length} kills`);
  }, 120_000);
});
