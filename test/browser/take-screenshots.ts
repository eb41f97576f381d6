// The pictures of the README: `npm run screenshots` takes them anew, of the real console in the middle
// of its work. So the figures and the times in them differ from one run to the next; all else is the same.
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumPath } from './chromium-path.js';
import { type ConsoleServer, startConsoleServer } from './console-server.js';
import { badge, question, stopButton } from './report-page.js';

const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const dayMs = 86_400_000;

const generated = (size: number) => ({ kind: 'generated', size }) as const;
const inDays = (days: number) => ({ at: Date.now() + days * dayMs });

/** A few campaigns in every status, and the two that reports are shown of. */
const makeCampaigns = async (server: ConsoleServer) => {
  const make = async (title: string, size: number, schedule?: { at?: number }) =>
    (
      await server.create({
        title,
        body: 'Only until Sunday, in every shop.',
        audience: generated(size),
        ...(schedule && { schedule }),
      })
    ).id;
  const now = {};
  const welcome = await make('Welcome back', 640, now);
  const recall = await make('Recall notice: please read', 1_150, now);
  for (const id of [welcome, recall]) await server.until(id, ({ status }) => status === 'sent');
  const cancelled = await make('Autumn sale: everything 90% off', 20_000, now);
  await server.until(cancelled, ({ counts }) => counts.delivered > 2_000);
  await server.post(`/api/campaigns/${cancelled}/cancel`, { reason: 'It should have said 9%.' });
  await server.until(cancelled, ({ receipt }) => receipt?.settled === true);
  await server.post(`/api/campaigns/${cancelled}/cancel`, {});
  await make('Weekly digest', 8_400, inDays(3));
  const early = await make('Black Friday, one hour early', 48_000, inDays(4));
  await server.post(`/api/campaigns/${early}/cancel`, {});
  await make('Holiday opening hours', 12_500, inDays(21));
  await make('Loyalty points expire soon', 31_000);
  await make('عرض الخريف 🍂', 5_200);
  const sending = await make('Back in stock', 50_000, now);
  await server.until(sending, ({ counts }) => counts.delivered > 1_500);
  return { cancelled, sending };
};

type Ids = Awaited<ReturnType<typeof makeCampaigns>>;

type Scenes = Readonly<
  Record<string, (page: Page, go: (path: string) => Promise<unknown>, ids: Ids) => Promise<unknown>>
>;

const scenes: Scenes = {
  list: async (page, go) => {
    await go('/');
    await page.locator('tbody tr[data-id]').nth(8).waitFor();
  },
  question: async (page, go, { sending }) => {
    await go(`/campaigns/${sending}`);
    await stopButton(page).click();
    await question(page).getByLabel('Reason').fill('The link is broken.');
  },
  report: async (page, go, { cancelled }) => {
    await go(`/campaigns/${cancelled}`);
    await badge(page, 'cancelled').waitFor();
    await page.locator('.cancel-mark').waitFor();
  },
  'new-campaign': async (page, go) => {
    await go('/new');
    await page.getByLabel('Title').fill('Winter is coming 🧤');
    await page.getByLabel('Message').fill('Warm things for cold days, until Sunday.');
    await page.getByText('Later').click();
    await page.getByLabel('Day and time').fill('2026-12-01T09:00');
    await page.getByLabel('Title').focus();
  },
};

/** Of a console that was started with --inspect: on the others there is no way to this page. */
const inspectorScenes: Scenes = {
  inspector: async (page, go, { cancelled }) => {
    await go(`/inspector?campaign=${cancelled}`);
    await page.locator('.lifecycle-status[data-state="lit"]').waitFor();
  },
};

/** Half the size and no difference to see; without pngquant they stay as they are. */
const optimise = (path: string): void => {
  const { error } = spawnSync('pngquant', [
    '--force',
    '--skip-if-larger',
    '--strip',
    '--output',
    path,
    path,
  ]);
  if (error) console.warn(`${path} is larger than it has to be: apt-get install pngquant`);
};

interface TakeOptions {
  readonly server: ConsoleServer;
  readonly ids: Ids;
  readonly scenes: Scenes;
}

const take = async (browser: Browser, { server, ids, scenes }: TakeOptions): Promise<void> => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      colorScheme,
      reducedMotion: 'reduce',
      timezoneId: 'UTC',
      viewport: { width: 1180, height: 800 },
    });
    for (const [name, show] of Object.entries(scenes)) {
      const page = await context.newPage();
      await show(page, (path) => page.goto(`${server.origin}${path}`), ids);
      await page.evaluate(() => document.fonts.ready);
      await page.locator('.connection-state[data-state="live"]').waitFor();
      const path = join(folder, `console-${name}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: name === 'report' || name === 'new-campaign' });
      optimise(path);
      await page.close();
    }
    await context.close();
  }
};

const takeOf = async (browser: Browser, scenes: Scenes, options: readonly string[]) => {
  const data = await mkdtemp(join(tmpdir(), 'campaign-machine-screenshots-'));
  const server = await startConsoleServer(data, options);
  try {
    await take(browser, { server, scenes, ids: await makeCampaigns(server) });
  } finally {
    await server.kill();
    await rm(data, { recursive: true, force: true, maxRetries: 10 });
  }
};

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: chromiumPath, chromiumSandbox: false });
try {
  await takeOf(browser, scenes, []);
  await takeOf(browser, inspectorScenes, ['--inspect']);
} finally {
  await browser.close();
}
