import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { inject, vi } from 'vitest';
import type { QueueName } from '../../examples/cluster/settings.js';
import type { EndpointStats } from '../../examples/push/push-endpoint-process.js';
import type { CampaignReport } from '../../src/service/index.js';
import { freshDatabase } from '../adapters/pg-boss/pg-boss-system.js';
import { startProgram } from '../examples/demo-process.js';
import { parseScrape, type Scrape } from './prometheus-text.js';
import { startProxy } from './proxy.js';

const main = 'examples/cluster/main.ts';

/** The cluster's program, with these arguments. */
export const startMain = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  startProgram(main, args, { LOG_LEVEL: 'info', PORT: '0', ...env });

/** A line of a process's log. */
interface Line {
  readonly process: string;
  readonly msg: string;
  readonly name?: string;
  readonly child?: number;
  readonly [more: string]: unknown;
}

const patience = { timeout: 30_000, interval: 20 };

const dropKeys = async (url: string, prefix: string): Promise<void> => {
  const redis = new Redis(url);
  for await (const keys of redis.scanStream({ match: `${prefix}:*` })) {
    if (keys.length > 0) await redis.del(keys);
  }
  redis.disconnect();
};

/** A real cluster of two workers: on a database of its own, which it reaches by a way that can be cut. */
export const startTestCluster = async (queue: QueueName, args: readonly string[] = []) => {
  const data = await mkdtemp(join(tmpdir(), 'campaign-machine-cluster-'));
  const database = await freshDatabase();
  const { hostname, port } = new URL(database.url);
  const proxy = await startProxy(hostname, Number(port || 5432));
  const url = Object.assign(new URL(database.url), {
    hostname: '127.0.0.1',
    port: String(proxy.port),
  });
  const redisUrl = inject('redis') ?? '';
  const prefix = `test_${process.pid}_${Date.now().toString(36)}`;
  const run = startMain(['--workers', '2', '--queue', queue, '--data', data, ...args], {
    DATABASE_URL: url.href,
    ...(queue === 'bullmq' ? { REDIS_URL: redisUrl, REDIS_PREFIX: prefix } : {}),
  });
  const pool = new pg.Pool({ connectionString: database.url, max: 3 });
  pool.on('error', () => {});
  const dispose = async (): Promise<void> => {
    run.child.kill('SIGTERM');
    await run.closed;
    proxy.close();
    await pool.end();
    await database.drop();
    if (queue === 'bullmq') await dropKeys(redisUrl, prefix);
    await rm(data, { recursive: true, force: true, maxRetries: 10 });
  };
  const api = await run.says(/"api":"([^"]+)".*"msg":"ready"/).catch(async (error) => {
    await dispose();
    throw error;
  });

  const lines = (): readonly Line[] =>
    run
      .stdout()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
  const ready = lines().find(({ api: there }) => there !== undefined);
  const workers = ready?.['workers'] as readonly string[];
  const endpoint = String(ready?.['endpoint']);

  const post = (path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
    fetch(`${api}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const report = async (id: string) =>
    (await (await fetch(`${api}/api/campaigns/${id}`)).json()) as CampaignReport;
  const pidsOf = (name: string): readonly number[] =>
    lines()
      .filter((line) => line.msg === 'started' && line.name === name)
      .map(({ child }) => Number(child));

  return {
    api,
    workers,
    run,
    proxy,
    pool,
    data,
    databaseUrl: database.url,
    lines,
    post,
    report,
    /** Makes a campaign that is due at once. */
    async create(audience: number): Promise<string> {
      const body = { title: 'Autumn sale', body: '7 % off', audience, schedule: {} };
      const response = await post('/api/campaigns', body);
      if (response.status !== 201) throw new Error(await response.text());
      return ((await response.json()) as CampaignReport).campaignId;
    },
    until: (id: string, isWanted: (report: CampaignReport) => boolean) =>
      vi.waitFor(async () => {
        const found = await report(id);
        if (!isWanted(found)) throw new Error(`Not as wanted: ${JSON.stringify(found)}`);
        return found;
      }, patience),
    /** What the push endpoint received, decrypted and counted. */
    received: async (id: string) =>
      (await (await fetch(`${endpoint}/stats?campaign=${id}`)).json()) as EndpointStats,
    scrape: async (origin: string): Promise<Scrape> =>
      parseScrape(await (await fetch(`${origin}/metrics`)).text()),
    /** The process that has this name now. */
    pidOf: (name: string): number => pidsOf(name).at(-1) ?? 0,
    /** Resolves when the supervisor has started it for so many times. */
    untilStarted: (name: string, times: number) =>
      vi.waitFor(() => {
        if (pidsOf(name).length < times) throw new Error(`${name} is not there again.`);
      }, patience),
    dispose,
  };
};

export type TestCluster = Awaited<ReturnType<typeof startTestCluster>>;

/** What a report counts, where the ledger counts. */
export const countsOf = ({ counts }: CampaignReport) => {
  if (counts === 'unknown') throw new Error('Nobody counted.');
  return counts;
};
