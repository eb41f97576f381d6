import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CampaignDetails, CampaignRow } from '../../../examples/console/api.js';
import { dataPaths } from '../../../examples/shared/data-folder.js';
import { killAll, startCampaignCli, startProgram } from '../demo-process.js';
import { readEvents } from './event-reader.js';
import { pageHeaders, someCampaign } from './test-console.js';

let data: string;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'campaign-machine-console-'));
});

afterEach(async () => {
  killAll();
  await rm(data, { recursive: true, maxRetries: 10 });
});

const main = 'examples/console/server/main.ts';

const start = (env: Record<string, string> = {}) =>
  startProgram(main, ['--data', data], { PORT: '0', ...env });

const startReady = async () => {
  const run = start();
  const origin = await run.says(/Campaign console {2}(\S+)/);
  return { ...run, origin };
};

const create = async (origin: string, size: number): Promise<CampaignRow> => {
  const audience = { kind: 'generated', size };
  const response = await fetch(`${origin}/api/campaigns`, {
    method: 'POST',
    headers: pageHeaders,
    body: JSON.stringify({ ...someCampaign, audience, schedule: {} }),
  });
  return (await response.json()) as CampaignRow;
};

const until = (origin: string, id: string, isWanted: (details: CampaignDetails) => boolean) =>
  vi.waitFor(
    async () => {
      const response = await fetch(`${origin}/api/campaigns/${id}`);
      const details = (await response.json()) as CampaignDetails;
      if (!isWanted(details)) throw new Error(JSON.stringify(details.counts));
      return details;
    },
    { timeout: 30_000, interval: 20 },
  );

const isUnderWay = ({ counts }: CampaignDetails): boolean => counts.delivered > 50;

/** Who got the message, as the endpoint recorded it. */
const reached = async (id: string): Promise<string[]> =>
  (await readFile(join(dataPaths(data).arrivals, id), 'utf8')).split('\n').filter(Boolean);

describe('npm start', () => {
  it('goes on after a kill where it was, and sends nobody two', async () => {
    const first = await startReady();
    const { id } = await create(first.origin, 400);
    const { samples } = await until(first.origin, id, isUnderWay);
    expect(samples.length).toBeGreaterThan(0);
    first.child.kill('SIGKILL');
    await first.closed;

    const second = await startReady();
    const after = await until(second.origin, id, ({ status }) => status === 'sent');
    const { delivered, failed, inDoubt } = after.counts;
    expect(delivered + failed + inDoubt).toBe(400);
    const arrived = await reached(id);
    expect(new Set(arrived).size).toBe(arrived.length);
    expect(arrived.length).toBeGreaterThanOrEqual(delivered);
    expect(arrived.length).toBeLessThanOrEqual(delivered + inDoubt);
    // The plot goes on too.
    expect(after.samples.slice(0, samples.length)).toEqual(samples);
  });

  it('ends in order with Ctrl-C, and gives back what it was sending', async () => {
    const run = await startReady();
    const { id } = await create(run.origin, 5_000);
    await until(run.origin, id, isUnderWay);
    const page = await readEvents(run.origin);
    await page.hello();
    run.child.kill('SIGINT');
    await page.ended;
    expect(await run.closed, run.stderr()).toBe(0);
    expect(run.stderr()).toBe('');

    const report = startCampaignCli('report', id, '--data', data);
    expect(await report.closed).toBe(0);
    // Nobody is at it any more, and nothing is in doubt.
    expect(report.stdout()).toMatch(/^ {2}status +sending$/m);
    expect(report.stdout()).not.toMatch(/sent by|begun|in doubt/);
  });

  it('says that the port is taken, how to choose another, and ends with 1', async () => {
    const other = createServer().listen(0, 'localhost');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const run = start({ PORT: String(port) });
    expect(await run.closed).toBe(1);
    expect(run.stderr()).toBe(
      `console: Port ${port} is taken by another program. Choose another one: PORT=${port + 1} npm start\n`,
    );
    expect(run.stdout()).toBe('');
    other.close();
  });

  it('does not show what happens to other machines, and ends with 2', async () => {
    const run = startProgram(main, ['--data', data, '--inspect'], { PORT: '0', HOST: '0.0.0.0' });
    expect(await run.closed).toBe(2);
    expect(run.stderr()).toContain('--inspect is for this machine only');
    expect(run.stdout()).toBe('');
  });

  it('says in one line what is wrong with PORT, and ends with 2', async () => {
    const run = start({ PORT: 'abc' });
    expect(await run.closed).toBe(2);
    expect(run.stderr()).toBe(
      'console: PORT takes a whole number from 0 to 65535, not "abc". See --help.\n',
    );
  });
});
