import { afterEach, describe, expect, it, vi } from 'vitest';
import { type DemoProcess, isAlive, startDemo } from './demo-process.js';

const endpointPid = /process (\d+), verifies/;
const endpointOrigin = /Push endpoint +(\S+),/;
const started: DemoProcess[] = [];

const demo = (...args: string[]): DemoProcess => {
  const process = startDemo(...args);
  started.push(process);
  return process;
};

/** The number that a receipt gives for a count; 0 where it has no line for it. */
const count = (receipt: string, name: string): number => {
  const [, digits = '0'] = new RegExp(`^ {2}${name} +([\\d,]+)`, 'm').exec(receipt) ?? [];
  return Number(digits.replaceAll(',', ''));
};

/** Resolves when the endpoint listens no more. Its process id could be that of an unburied one. */
const isGone = async (run: DemoProcess): Promise<void> => {
  const origin = await run.says(endpointOrigin);
  await vi.waitFor(() => expect(fetch(origin)).rejects.toThrow('fetch failed'), {
    timeout: 10_000,
  });
};

afterEach(() => {
  for (const { child } of started.splice(0)) child.kill('SIGKILL');
});

describe('the demo', { timeout: 20_000 }, () => {
  it('cancels the first campaign while it is sending and sends the second one to the end', async () => {
    const run = demo('--audience', '300', '--cancel-after=120', '--concurrency=20');
    expect(await run.closed, run.stderr()).toBe(0);
    const [, cancelled = '', sent = ''] = run.stdout().split('\nCampaign ');

    expect(cancelled).toMatch(/^ {2}SCHEDULE +draft → ready +effect: enqueue$/m);
    expect(cancelled).toMatch(/^ {2}START +ready → sending +effect: none$/m);
    expect(cancelled).toMatch(/^ {2}CANCEL +sending → cancelled +effect: abort-dispatch$/m);
    expect(cancelled).toMatch(/^ {2}CANCEL +rejected, repeated:/m);
    expect(cancelled).toMatch(/^ {2}status +cancelled$/m);
    expect(count(cancelled, 'arrived')).toBe(120);
    expect(count(cancelled, 'spared')).toBe(180);

    expect(sent).toMatch(/^ {2}COMPLETE +sending → sent +effect: none$/m);
    expect(sent).toMatch(/^ {2}CANCEL +rejected, too-late:/m);
    expect(sent).toMatch(/^ {2}status +sent$/m);
    expect(count(sent, 'arrived')).toBe(300);
    expect(count(sent, 'spared')).toBe(0);
    for (const receipt of [cancelled, sent]) {
      expect(count(receipt, 'delivered')).toBe(count(receipt, 'arrived'));
      expect(receipt).toMatch(/^ {2}audience +300 +adds up$/m);
      expect(receipt).toContain('0 duplicates, 0 refused');
    }
    expect(isAlive(Number(endpointPid.exec(run.stdout())?.[1]))).toBe(false);

    // Where there is no terminal: a few lines, no colours, nothing written over.
    expect(cancelled.match(/ of 300 messages$/gm)).toHaveLength(2);
    expect(sent.match(/ of 300 messages$/gm)).toHaveLength(5);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for.
    expect(run.stdout()).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
  });

  it('explains itself with --help', async () => {
    const run = demo('--help');
    expect(await run.closed).toBe(0);
    for (const option of ['--audience N', '--cancel-after N', '--concurrency N', 'Ctrl-C']) {
      expect(run.stdout()).toContain(option);
    }
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
    const run = demo('--audience=3000', '--cancel-after=2999');
    await run.says(/600 of 3,000/);
    run.child.kill('SIGINT');
    expect(await run.closed, run.stderr()).toBe(130);

    expect(run.stdout()).toMatch(/^ {2}CANCEL +sending → cancelled/m);
    expect(run.stdout()).toMatch(/^ {2}audience +3,000 +adds up$/m);
    const delivered = count(run.stdout(), 'delivered');
    expect(delivered).toBeGreaterThanOrEqual(600);
    expect(delivered).toBeLessThan(2999);
    expect(count(run.stdout(), 'arrived')).toBe(delivered);
    expect(count(run.stdout(), 'spared')).toBe(3000 - delivered);
    expect(run.stdout()).not.toContain('autumn-sale-2');
    expect(isAlive(Number(endpointPid.exec(run.stdout())?.[1]))).toBe(false);
  });

  it('ends at once on a second SIGINT, when the endpoint does not answer', async () => {
    const run = demo('--audience=3000', '--cancel-after=2999');
    const endpoint = Number(await run.says(endpointPid));
    await run.says(/600 of 3,000/);
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
    await isGone(run);
  });

  it('takes its endpoint along when it is killed', async () => {
    const run = demo('--audience=3000');
    expect((await fetch(await run.says(endpointOrigin))).status).toBe(404);
    run.child.kill('SIGKILL');
    await isGone(run);
  });

  it('says so in one line and ends when the endpoint dies', async () => {
    const run = demo('--audience=3000');
    process.kill(Number(await run.says(endpointPid)), 'SIGKILL');
    expect(await run.closed).toBe(1);
    expect(run.stderr()).toBe('demo: The push endpoint ended unexpectedly.\n');
  });
});
