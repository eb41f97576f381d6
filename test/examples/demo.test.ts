import { createCampaigns } from 'campaign-machine/service';
import { describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../examples/shared/data-folder.js';
import { countIn, type DemoProcess, isAlive, startDemo } from './demo-process.js';
import { eachInItsFolder } from './in-data-folder.js';

const endpointPid = /process (\d+), verifies/;
const endpointOrigin = /Push endpoint +(\S+),/;
const folder = eachInItsFolder();

const demo = (...args: string[]): DemoProcess => startDemo('--data', folder.path, ...args);

/** Resolves when the endpoint listens no more. Its process id could be that of an unburied one. */
const isGone = async (run: DemoProcess): Promise<void> => {
  const origin = await run.says(endpointOrigin);
  await vi.waitFor(() => expect(fetch(origin)).rejects.toThrow('fetch failed'), {
    timeout: 10_000,
  });
};

const statusOf = async (id: string): Promise<string> => {
  const database = await openDatabase(folder.path);
  const { status } = await createCampaigns(database).get(id);
  database.close();
  return status;
};

describe('the demo', { timeout: 30_000 }, () => {
  it('cancels the first campaign while it is sending and sends the second one to the end', async () => {
    const run = demo('--audience', '300', '--cancel-after=120', '--concurrency=20');
    expect(await run.closed, run.stderr()).toBe(0);
    const [, cancelled = '', sent = ''] = run.stdout().split('\nCampaign ');

    expect(cancelled).toMatch(/^ {2}SCHEDULE +draft → ready +effect: enqueue$/m);
    expect(cancelled).toMatch(/^ {2}START +ready → sending +effect: none$/m);
    expect(cancelled).toMatch(/^ {2}CANCEL +sending → cancelled +effect: abort-dispatch$/m);
    expect(cancelled).toMatch(/^ {2}CANCEL +rejected, repeated:/m);
    expect(cancelled).toMatch(/^ {2}status +cancelled$/m);
    expect(cancelled).toMatch(/^ {2}cancelled +by demo .* because: wrong discount$/m);
    expect(cancelled).toMatch(/handed over after the call to cancel/);
    // At most what was begun when the cancel was stored, which is twice the concurrency.
    expect(countIn(cancelled, 'arrived')).toBeGreaterThanOrEqual(120);
    expect(countIn(cancelled, 'arrived')).toBeLessThanOrEqual(160);
    expect(countIn(cancelled, 'skipped')).toBe(300 - countIn(cancelled, 'delivered'));

    expect(sent).toMatch(/^ {2}COMPLETE +sending → sent +effect: none$/m);
    expect(sent).toMatch(/^ {2}CANCEL +rejected, too-late:/m);
    expect(sent).toMatch(/^ {2}status +sent$/m);
    expect(countIn(sent, 'arrived')).toBe(300);
    for (const receipt of [cancelled, sent]) {
      expect(countIn(receipt, 'delivered')).toBe(countIn(receipt, 'arrived'));
      expect(receipt).toMatch(/^ {2}audience +300 +adds up$/m);
      expect(receipt).toContain('0 duplicates, 0 refused');
    }
    expect(isAlive(Number(endpointPid.exec(run.stdout())?.[1]))).toBe(false);

    // Where there is no terminal: a few lines, no colours, nothing written over.
    expect(cancelled.match(/ of 300 messages$/gm)?.length).toBeLessThanOrEqual(3);
    expect(sent).toMatch(/^ {2}300 of 300 messages$/m);
    expect(sent.match(/ of 300 messages$/gm)?.length).toBeLessThanOrEqual(5);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for.
    expect(run.stdout()).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
  });

  it('hands nothing over when the cancel is due at once', async () => {
    const run = demo('--audience=20', '--cancel-after=0');
    expect(await run.closed, run.stderr()).toBe(0);
    const [, cancelled = ''] = run.stdout().split('\nCampaign ');
    expect(cancelled).toMatch(/^ {2}CANCEL +sending → cancelled/m);
    expect(cancelled).toMatch(/^ {2}audience +20 +adds up$/m);
    expect(countIn(cancelled, 'delivered')).toBe(0);
    expect(countIn(cancelled, 'arrived')).toBe(0);
  });

  it('explains itself with --help', async () => {
    const run = startDemo('--help');
    expect(await run.closed).toBe(0);
    const options = ['--audience N', '--cancel-after N', '--concurrency N', '--data FOLDER'];
    for (const option of [...options, 'Ctrl-C']) expect(run.stdout()).toContain(option);
  });

  it('refuses a bad argument with one line and exit code 2', async () => {
    const run = demo('--audience', 'many');
    expect(await run.closed).toBe(2);
    expect(run.stdout()).toBe('');
    expect(run.stderr()).toBe(
      'demo: --audience takes a whole number from 1 to 100000, not "many". See --help.\n',
    );
  });

  it('cancels the campaign on SIGINT, shows the receipt and leaves no process behind', async () => {
    const run = demo('--audience=1000', '--cancel-after=999');
    await run.says(/ of 1,000/);
    run.child.kill('SIGINT');
    expect(await run.closed, run.stderr()).toBe(130);

    expect(run.stdout()).toMatch(/^ {2}CANCEL +sending → cancelled/m);
    expect(run.stdout()).toMatch(/^ {2}cancelled +by Ctrl-C/m);
    expect(run.stdout()).toMatch(/^ {2}audience +1,000 +adds up$/m);
    const delivered = countIn(run.stdout(), 'delivered');
    expect(delivered).toBeGreaterThanOrEqual(200);
    expect(delivered).toBeLessThan(999);
    expect(countIn(run.stdout(), 'arrived')).toBe(delivered);
    expect(countIn(run.stdout(), 'skipped')).toBe(1000 - delivered);
    expect(run.stdout()).not.toContain('corrected');
    expect(isAlive(Number(endpointPid.exec(run.stdout())?.[1]))).toBe(false);
  });

  it('ends at once on a second SIGINT, when the endpoint does not answer', async () => {
    const run = demo('--audience=1000', '--cancel-after=999');
    const endpoint = Number(await run.says(endpointPid));
    await run.says(/ of 1,000/);
    process.kill(endpoint, 'SIGSTOP');
    try {
      // The first ones count as one key press, which waits for messages that nobody will answer.
      await vi.waitFor(
        () => {
          run.child.kill('SIGINT');
          expect(run.child.exitCode).toBe(130);
        },
        { timeout: 10_000, interval: 50 },
      );
    } finally {
      process.kill(endpoint, 'SIGCONT');
    }
    expect(run.stdout()).not.toContain('status');
    expect(await statusOf('autumn-sale-1')).toBe('cancelled');
    await isGone(run);
  });

  it('takes its endpoint along when it is killed', async () => {
    const run = demo('--audience=1000');
    expect((await fetch(await run.says(endpointOrigin))).status).toBe(404);
    run.child.kill('SIGKILL');
    await isGone(run);
  });

  it('says so in one line and ends when the endpoint dies, and leaves the campaign to be resumed', async () => {
    const run = demo('--audience=1000', '--cancel-after=999');
    await run.says(/ of 1,000/);
    process.kill(Number(await run.says(endpointPid)), 'SIGKILL');
    expect(await run.closed).toBe(1);
    expect(run.stderr()).toBe('demo: The push endpoint ended unexpectedly.\n');
    expect(await statusOf('autumn-sale-1')).toBe('sending');
  });
});
