import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCampaigns } from '../../../src/service/index.js';
import { drivers } from './drivers.js';
import { type Process, type Script, startProcess } from './process.js';
import { sqliteSystem } from './sqlite-system.js';

const recipients = (count: number) =>
  Array.from({ length: count }, (_, each) => ({ id: `r${each}` }));
const clockMs = () => Number(process.hrtime.bigint() / 1000n) / 1000;

interface Answered {
  readonly accepted: boolean;
  readonly cancellation: { readonly by: string } | null;
  readonly reason: string | null;
  readonly at: number;
}

interface Heard {
  readonly news: string;
  readonly at: number;
}

describe.each(drivers)('createSqlite in several processes on $name', (driver) => {
  let system: Awaited<ReturnType<typeof sqliteSystem>>;
  let campaigns: ReturnType<typeof createCampaigns>;
  let started: Process[];

  beforeEach(async () => {
    started = [];
    system = await sqliteSystem(driver, { realTime: true });
    campaigns = createCampaigns(system) as ReturnType<typeof createCampaigns>;
    await campaigns.create({ id: 'a' });
    await campaigns.schedule('a');
  });
  afterEach(async () => {
    await Promise.all(started.map((each) => each.kill()));
    await system.dispose();
  });

  const start = async (script: Script, name: string = script) => {
    const each = await startProcess(script, {
      driver: driver.name,
      path: system.path,
      campaignId: 'a',
      name,
    });
    started.push(each);
    return each;
  };

  const sendTo = async (count: number, chunks: number) => {
    await campaigns.start('a');
    const ref = { campaignId: 'a', token: 'writer' };
    await system.ledger.takeLease({ ...ref, worker: 'writer', ttlMs: 60_000, exclusive: false });
    await system.ledger.ownAudience(ref);
    const all = recipients(count);
    for (let at = 0; at < count; at += count / chunks) {
      await system.ledger.append(ref, all.slice(at, at + count / chunks));
    }
    await system.ledger.seal(ref);
    await system.ledger.endLease(ref);
  };

  it('accepts one of four cancels that come at once, and gives its cancellation to all', async () => {
    const names = ['p1', 'p2', 'p3', 'p4'];
    const processes = await Promise.all(names.map((name) => start('cancel', name)));
    for (const each of processes) each.go();
    const answers = (await Promise.all(
      processes.map((each) => each.said('answered')),
    )) as Answered[];
    const winners = answers.filter(({ accepted }) => accepted);
    expect(winners).toHaveLength(1);
    expect(answers.filter(({ reason }) => reason === 'repeated')).toHaveLength(3);
    const cancellation = winners[0]?.cancellation;
    for (const answer of answers) expect(answer.cancellation).toEqual(cancellation);
    const history = await system.store.history('a', { after: 0, limit: 100 });
    expect(history.filter(({ event }) => event === 'CANCEL')).toHaveLength(1);
  }, 60_000);

  it('begins nobody after a cancel of another process is committed, with no signal at all', async () => {
    await sendTo(2000, 4);
    const worker = await start('dispatch');
    const canceller = await start('cancel');
    worker.go();
    expect(await worker.said('leased')).toBe(true);
    for (let begun = 0; begun < 20; begun += 1) await worker.said('begun');
    canceller.go();
    const { accepted } = (await canceller.said('answered')) as Answered;
    expect(accepted).toBe(true);
    const tally = await system.ledger.tally('a');
    await worker.said('stopped');
    const { delivered = 0, inDoubt, begun } = (await system.ledger.tally('a')) ?? {};
    // What was begun when the cancel committed is all that could still become delivered.
    expect(delivered).toBeLessThanOrEqual((tally?.delivered ?? 0) + (tally?.begun ?? 0));
    expect(delivered).toBeGreaterThanOrEqual(20);
    expect(delivered).toBeLessThan(2000);
    expect({ inDoubt, begun }).toEqual({ inDoubt: 0, begun: 0 });
    expect(await system.ledger.recount('a')).toMatchObject({
      delivered,
      pending: 2000 - delivered,
    });
  }, 60_000);

  it('gives every recipient to one of three workers that claim side by side', async () => {
    await sendTo(60, 12);
    const workers = await Promise.all(['w1', 'w2', 'w3'].map((name) => start('dispatch', name)));
    for (const worker of workers) worker.go();
    await Promise.all(workers.map((worker) => worker.said('stopped')));
    expect(await system.ledger.tally('a')).toMatchObject({ delivered: 60, begun: 0, claimed: 0 });
    expect(await campaigns.complete('a')).toMatchObject({ accepted: true });
  }, 60_000);

  it('tells a listener of a cancel from another process', async () => {
    const listener = await start('listen');
    listener.go();
    await listener.said('listening');
    const canceller = await start('cancel');
    canceller.go();
    const answered = (await canceller.said('answered')) as Answered;
    const heard = (await listener.said('heard')) as Heard;
    expect(heard.news).toBe('abort');
    console.log(
      `${driver.name}: heard ${(heard.at - answered.at).toFixed(1)} ms after another process's cancel resolved`,
    );
  }, 60_000);

  it('tells a listener of a cancel that somebody wrote by hand', async () => {
    const listener = await start('listen');
    listener.go();
    await listener.said('listening');
    system.own.exec("update campaign set status = 'cancelled' where id = 'a'");
    const at = clockMs();
    const heard = (await listener.said('heard')) as Heard;
    expect(heard.news).toBe('abort');
    console.log(
      `${driver.name}: heard ${(heard.at - at).toFixed(1)} ms after a cancel written by hand`,
    );
  }, 60_000);

  it('does not keep a process alive for the sake of its listeners', async () => {
    const each = await start('leave');
    each.go();
    expect(await each.ended).toBe(0);
  }, 60_000);
});
