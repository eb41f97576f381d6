import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serverUrl } from './postgres-system.js';
import { claimPlaces, sendingWith, ttlMs, twoProcesses } from './two-processes.js';

describe.skipIf(!serverUrl)('an append beside what else its worker does', () => {
  let processes: Awaited<ReturnType<typeof twoProcesses>>;
  beforeEach(async () => {
    processes = await twoProcesses();
  });
  afterEach(() => processes.dispose());

  /** Holds up whoever appends this recipient, until it is let go. */
  const holdAppendOf = async (id: string) => {
    const { system } = processes;
    const client = await system.own.connect();
    await client.query('begin');
    await client.query(
      `insert into "${system.schema}".campaign_recipient (campaign, id)
       select key, $1 from "${system.schema}".campaign`,
      [id],
    );
    return async () => {
      await client.query('rollback');
      client.release();
    };
  };

  it('keeps no step of its lease waiting, and no step keeps it', async () => {
    const { system, worker } = processes;
    const ref = await sendingWith(system, 'a');
    await system.ledger.append(ref, [{ id: 'x' }]);
    const letGo = await holdAppendOf('y');
    const appending = worker.ledger.append(ref, [{ id: 'y' }]);
    await system.waitUntilBlocked();
    const { run } = worker;
    const before = run.length;
    const begin = await claimPlaces(worker.ledger, ref);
    expect(await worker.ledger.advance(ref, { settle: [], begin })).toMatchObject({ begun: true });
    expect(run.length - before).toBe(2);
    await letGo();
    expect(await appending).toBe('appended');

    const client = await system.own.connect();
    await client.query(`begin; select 1 from "${system.schema}".campaign_lease for update`);
    expect(await worker.ledger.append(ref, [{ id: 'z' }])).toBe('appended');
    await client.query('rollback');
    client.release();
    expect(await system.ledger.tally('a')).toMatchObject({ audience: { size: 3 } });
  });

  it('keeps nobody waiting who joins, and tells them that it is being written', async () => {
    const { system, worker } = processes;
    const ref = await sendingWith(system, 'a');
    const letGo = await holdAppendOf('x');
    const appending = worker.ledger.append(ref, [{ id: 'x' }]);
    await system.waitUntilBlocked();
    const other = { campaignId: 'a', token: 'other' };
    const request = { ...other, worker: 'v', ttlMs, exclusive: false };
    expect(await system.ledger.takeLease(request)).toMatchObject({ taken: true });
    expect(await system.ledger.ownAudience(other)).toBe('busy');
    await letGo();
    expect(await appending).toBe('appended');
    await system.ledger.seal(ref);
    expect(await system.ledger.ownAudience(other)).toBe('sealed');
  });

  it('is done when its lease has been given back, so that nothing moves after that', async () => {
    const { system, worker } = processes;
    const ref = await sendingWith(system, 'a');
    const letGo = await holdAppendOf('x');
    const answers: string[] = [];
    const appending = worker.ledger.append(ref, [{ id: 'x' }]).then((said) => answers.push(said));
    await system.waitUntilBlocked();
    const ending = system.ledger.endLease(ref).then(() => answers.push('ended'));
    await Promise.race([system.waitUntilBlocked(2), ending]);
    // Asked for while the lease is being given back: it comes too late.
    const late = worker.ledger.append(ref, [{ id: 'y' }]).then((said) => answers.push(said));
    await Promise.race([system.waitUntilBlocked(3), late]);
    expect(answers).toEqual([]);
    await letGo();
    await Promise.all([appending, ending, late]);
    expect(answers.sort()).toEqual(['appended', 'ended', 'stopped']);
    // So one that had found the lease alive and was about to lock the audience finds that it is not its own.
    const { rows } = await system.own.query(
      `select owner from "${system.schema}".campaign_audience`,
    );
    expect(rows).toEqual([{ owner: null }]);
    expect(await system.ledger.tally('a')).toMatchObject({ audience: { size: 1 } });
  });
});
