import axe, { type AxeResults } from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { inBrowser } from './in-browser.js';

const at = inBrowser({ options: ['--inspect'] });

const lit = (page: Page, status: string) =>
  page.locator(`.lifecycle-status[data-state="lit"][data-status="${status}"]`);

/** What these lines of the list say, without their times. */
const linesOf = async (rows: Locator): Promise<string[]> =>
  (await rows.locator('p').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));

/** The events from the oldest to the newest. */
const eventsOf = async (page: Page) => (await linesOf(page.locator('.event-list li'))).reverse();

/** Of the second CANCEL; the dispatcher's own COMPLETE may come too late as well. */
const rejectedCancel = (page: Page) =>
  page.locator('.event-list [data-kind="rejected"]', { hasText: 'CANCEL' });

const cancel = (id: string) => at.server.post(`/api/campaigns/${id}/cancel`, { reason: 'typo' });

const startLarge = async (): Promise<string> => {
  const audience = { kind: 'generated', size: 50_000 } as const;
  const { id } = await at.server.create({ title: 'Wrong price', audience, schedule: {} });
  await at.server.until(id, ({ counts }) => counts.delivered > 0);
  return id;
};

/** A campaign that was cancelled while it was being sent, and then again. */
const openStopped = async (options: Parameters<typeof at.open>[1] = {}) => {
  const id = await startLarge();
  await cancel(id);
  await at.server.until(id, ({ receipt }) => receipt?.settled === true);
  await cancel(id);
  const page = await at.open(`/inspector?campaign=${id}`, options);
  await rejectedCancel(page).waitFor();
  return page;
};

describe('the inspector', () => {
  it('shows a campaign being sent, its cancel with the effect, and a second cancel as rejected', async () => {
    const id = await startLarge();
    const page = await at.open('/');
    await page.getByRole('link', { name: 'Inspector' }).click();
    await page.getByRole('button', { name: id }).click();
    await lit(page, 'sending').waitFor();
    await cancel(id);
    await lit(page, 'cancelled').waitFor();
    const accepted = page.locator('.event-list [data-kind="accepted"]').first();
    await expect
      .poll(() => linesOf(accepted))
      .toStrictEqual(['CANCEL sending → cancelled abort-dispatch']);
    await page.locator('.event-list li', { hasText: /^.*abort-dispatch\s*done/s }).waitFor();

    await cancel(id);
    await rejectedCancel(page).waitFor();
    expect(await linesOf(rejectedCancel(page))).toStrictEqual(['CANCEL rejected (repeated)']);
    await lit(page, 'cancelled').waitFor();
    const told = await eventsOf(page);
    expect(told.filter((text) => !text.startsWith('COMPLETE'))).toStrictEqual([
      'SCHEDULE draft → ready enqueue',
      'enqueue done',
      'START ready → sending',
      'CANCEL sending → cancelled abort-dispatch',
      'abort-dispatch done',
      'CANCEL rejected (repeated)',
    ]);
  });

  it('tells who comes late the same, and finds a campaign by its id', async () => {
    const page = await openStopped();
    const id = new URL(page.url()).searchParams.get('campaign') ?? '';
    expect((await eventsOf(page))[0]).toBe('SCHEDULE draft → ready enqueue');
    await page.getByLabel('Find by id or name').fill(id);
    expect(await page.locator('.campaign-picker li').count()).toBe(1);
    await page.getByLabel('Find by id or name').fill('no such id');
    await page.getByText('No campaign fits.').waitFor();
  });

  it('is worked by keyboard alone', async () => {
    const { id } = await at.server.create({ title: 'Chosen by key' });
    await at.server.create();
    const page = await at.open('/inspector');
    await page.getByRole('button', { name: id }).waitFor();
    await page.getByLabel('Find by id or name').focus();
    await page.keyboard.type('chosen by');
    await expect.poll(() => page.locator('.campaign-picker li').count()).toBe(1);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.campaign-picker button[aria-pressed="true"]').waitFor();
    expect(new URL(page.url()).searchParams.get('campaign')).toBe(id);
    await lit(page, 'draft').waitFor();
  });

  it('asks nobody but its own server', async () => {
    const page = await at.open('/inspector');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('websocket', (socket) => asked.push(socket.url()));
    await page.reload();
    await expect.poll(() => asked.some((url) => url.endsWith('/inspector/socket'))).toBe(true);
    const { host } = new URL(at.server.origin);
    expect(asked.filter((url) => new URL(url).host !== host)).toStrictEqual([]);
  });

  it('hangs up when another page is looked at', async () => {
    const page = await at.open('/');
    const opened = page.waitForEvent('websocket');
    await page.getByRole('link', { name: 'Inspector' }).click();
    const socket = await opened;
    await page.locator('.inspector[aria-busy="false"]').waitFor();
    const closed = socket.waitForEvent('close');
    await page.getByRole('link', { name: 'All campaigns' }).click();
    await closed;
  });

  it('says that the line is lost, and goes on when the server is back', async () => {
    const page = await at.open('/inspector');
    await page.locator('.inspector[aria-busy="false"]').waitFor();
    at.expectComplaint('net::ERR_');
    await at.server.kill();
    await page.getByText('The line to the inspector is lost.').waitFor();
    await at.server.startAgain();
    await page.getByText('The line to the inspector is lost.').waitFor({ state: 'detached' });
    const { id } = await at.server.create();
    await page.getByRole('button', { name: id }).click();
    await lit(page, 'draft').waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'has nothing that axe complains about: %s',
    async (scheme) => {
      const page = await openStopped({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.evaluate(axe.source);
      const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toStrictEqual(
        [],
      );
    },
  );

  it('has nothing beside a screen 360 pixels wide, also while the server is away', async () => {
    const page = await openStopped({ viewport: { width: 360, height: 740 } });
    const width = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await width()).toBe(360);
    at.expectComplaint('net::ERR_');
    await page.route('**/api/events', (route) => route.abort('connectionrefused'));
    await page.reload();
    await page.getByText('Reconnecting…').waitFor();
    expect(await width()).toBe(360);
  });
});
