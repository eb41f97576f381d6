import { createCampaigns } from 'campaign-machine/service';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CampaignPage } from '../../../examples/console/api.js';
import { openDatabase } from '../../../examples/shared/data-folder.js';
import { read, refused } from './answers.js';
import { removeFolder, startTestConsole, type TestConsole } from './test-console.js';

let server: TestConsole;

beforeAll(async () => {
  server = await startTestConsole();
});

afterAll(async () => {
  await server.stop();
  await removeFolder(server.data);
});

describe('GET /api/campaigns', () => {
  it('gives pages, newest first, and filters by status', async () => {
    const made = [await server.create(), await server.create(), await server.create()];
    const first = await read<CampaignPage>(await server.fetch('/api/campaigns?limit=2'));
    const second = await read<CampaignPage>(
      await server.fetch(`/api/campaigns?limit=1&after=${first.next}`),
    );
    const ids = [...first.campaigns, ...second.campaigns].map(({ id }) => id);
    expect(ids).toEqual(made.map(({ id }) => id).reverse());
    const drafts = await read<CampaignPage>(await server.fetch('/api/campaigns?status=draft'));
    expect(new Set(drafts.campaigns.map(({ status }) => status))).toEqual(new Set(['draft']));
  });

  it.each([
    ['status=done', '/status'],
    ['limit=0', '/limit'],
    ['limit=1001', '/limit'],
    ['after=x', '/after'],
  ])('names what is wrong with ?%s', async (query, pointer) => {
    const problem = await refused(await server.fetch(`/api/campaigns?${query}`), 400);
    expect(problem.errors).toMatchObject([{ pointer }]);
  });

  it('shows what is there now, though it keeps the counts of what is over', async () => {
    const database = await openDatabase(server.data);
    const campaigns = createCampaigns(database);
    const first = async () =>
      (await read<CampaignPage>(await server.fetch('/api/campaigns?limit=1'))).campaigns[0];
    await campaigns.adopt('again', 'sent', { data: 'one' });
    expect(await first()).toEqual({ ...(await first()), version: expect.any(Number) });
    await campaigns.purge('again');
    const { now } = campaigns.context.store;
    const before = await now();
    await vi.waitFor(async () => expect(await now()).toBeGreaterThan(before));
    await campaigns.adopt('again', 'cancelled');
    expect(await first()).toMatchObject({ id: 'again', status: 'cancelled' });
    database.close();
  });

  it('shows campaigns that another program made', async () => {
    const database = await openDatabase(server.data);
    const campaigns = createCampaigns(database);
    await campaigns.create({ id: 'from-elsewhere' });
    await campaigns.adopt('adopted', 'sent');
    database.close();
    const { campaigns: rows } = await read<CampaignPage>(
      await server.fetch('/api/campaigns?limit=2'),
    );
    expect(rows.map(({ title }) => title)).toEqual(['adopted', 'from-elsewhere']);
  });
});

describe('unknown addresses', () => {
  it('are a problem under /api, and say how to build the pages elsewhere', async () => {
    const unknown = await server.fetch('/api/nothing');
    expect((await refused(unknown, 404)).code).toBe('not-found');
    const page = await server.fetch('/');
    expect(page.status).toBe(503);
    expect(await page.text()).toContain('npm run build:console');
  });
});
