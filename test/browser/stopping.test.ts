import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { inBrowser } from './in-browser.js';
import { badge, question, stop, stopButton, sumOf, untilFigures } from './report-page.js';

const at = inBrowser();

const later = () => ({ at: Date.now() + 3_600_000 });

/** Keeps the next cancel of this page from the server; resolves, once it was asked, to what lets it go. */
const holdCancel = (page: Page) =>
  new Promise<() => void>((asked) => {
    void page.route('**/cancel', (route) => asked(() => void route.continue()), { times: 1 });
  });

describe('the report view', () => {
  it('shows a campaign from the form to the receipt, and the receipt is what really arrived', async () => {
    const page = await at.open('/');
    await page.getByRole('link', { name: 'New campaign' }).first().click();
    await page.getByLabel('Title').fill('Wrong price');
    await page.getByLabel('Message').fill('Everything for one crown.');
    await page.getByLabel('Number of subscribers').fill('20000');
    await page.getByText('Keep as draft').click();
    await page.getByRole('button', { name: 'Save draft' }).click();

    await badge(page, 'draft').waitFor();
    await page.getByRole('button', { name: 'Send…' }).click();
    await question(page).getByRole('button', { name: 'Send now' }).click();
    await badge(page, 'sending').waitFor();
    await untilFigures(page, ({ Sent }) => Sent > 50);

    await stopButton(page).click();
    const consequence = question(page).locator('.consequence');
    expect(await consequence.textContent()).toMatch(
      /^[\d,]+ of 20,000 handed over; the rest will not go\.$/,
    );
    await question(page).getByLabel('Reason').fill('wrong price');
    await question(page).getByRole('button', { name: 'Stop campaign' }).click();

    await badge(page, 'cancelled').waitFor();
    await page.locator('.receipt h2', { hasText: 'settled' }).waitFor();
    expect(await question(page).count()).toBe(0);
    const figures = await untilFigures(page, ({ Pending }) => Pending === 0);
    expect(sumOf(figures)).toBe(20_000);
    expect(figures.Audience).toBe(20_000);
    expect(figures.Skipped).toBeGreaterThan(10_000);
    expect(await page.locator('.receipt').textContent()).toContain('wrong price');
    expect(await page.locator('.audit-trail').textContent()).toMatch(
      /CANCEL sending → cancelled\s*wrong price/,
    );
    expect(await page.locator('.cancel-mark').textContent()).toBe('Cancelled');

    const arrived = await at.server.arrivals(new URL(page.url()).pathname.split('/').at(-1) ?? '');
    expect(new Set(arrived).size).toBe(arrived.length);
    expect(arrived.length).toBeGreaterThanOrEqual(figures.Sent);
    expect(arrived.length).toBeLessThanOrEqual(figures.Sent + figures['In doubt']);
  });

  it('stops in ready, and not one message arrives', async () => {
    const { id } = await at.server.create({ schedule: { at: Date.now() + 3_000 } });
    const page = await at.open(`/campaigns/${id}`);
    await stopButton(page).click();
    expect(await question(page).locator('.consequence').textContent()).toBe(
      'Nothing is handed over yet; not one message will go.',
    );
    await question(page).getByRole('button', { name: 'Stop campaign' }).click();
    await badge(page, 'cancelled').waitFor();
    // When it would have been due, another one that is due later than it is sent.
    const other = await at.server.create({ schedule: { at: Date.now() + 3_500 } });
    await at.server.until(other.id, ({ status }) => status === 'sent');
    expect(await at.server.arrivals(id)).toStrictEqual([]);
    const figures = await untilFigures(page, ({ Skipped }) => Skipped === 20);
    expect(sumOf(figures)).toBe(20);
  });

  it('takes effect once where two tabs stop at once, and both show it', async () => {
    const { id } = await at.server.create({ schedule: later() });
    const pages = await Promise.all([1, 2].map(() => at.open(`/campaigns/${id}`)));
    // Both have asked before either is answered.
    const asked = pages.map((page) => holdCancel(page));
    for (const page of pages) await stop(page);
    const letGo = await Promise.all(asked);
    for (const go of letGo) go();
    for (const page of pages) {
      await badge(page, 'cancelled').waitFor();
      await page.locator('.receipt').waitFor();
      await question(page).waitFor({ state: 'detached' });
    }
    const { history } = await at.server.details(id);
    const cancels = history.filter(({ event }) => event === 'CANCEL');
    expect(cancels.map(({ decision }) => decision?.accepted).sort()).toStrictEqual([false, true]);
  });

  it('shows within one frame that the stop is on its way, and then the answer', async () => {
    const { id } = await at.server.create({ schedule: later() });
    const page = await at.open(`/campaigns/${id}`);
    const held = holdCancel(page);
    await stopButton(page).click();
    const shown = await question(page)
      .getByRole('button', { name: 'Stop campaign' })
      .evaluate(
        (button: HTMLElement) =>
          new Promise<string | null>((resolve) => {
            button.click();
            requestAnimationFrame(() => resolve(button.textContent));
          }),
      );
    expect(shown).toBe('Stopping…');
    (await held)();
    await badge(page, 'cancelled').waitFor();
  });

  it('sends a stop whose answer got lost again under the same key, and it counts once', async () => {
    const { id } = await at.server.create({ schedule: later() });
    const page = await at.open(`/campaigns/${id}`);
    const keys: (string | undefined)[] = [];
    // No news of it either, so that only the second answer can tell.
    await page.route('**/cancel', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      return route.abort('connectionfailed');
    });
    at.expectComplaint('net::ERR_');
    await stop(page, 'too early');
    await question(page).getByText('The server cannot be reached.').waitFor();
    await question(page).getByRole('button', { name: 'Try again' }).click();
    await badge(page, 'cancelled').waitFor();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
  });

  it('follows the server where the campaign has ended before the stop', async () => {
    const { id } = await at.server.create({ schedule: later() });
    const page = await at.open(`/campaigns/${id}`);
    await page.route('**/cancel', (route) =>
      route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          type: '/problems/too-late',
          title: 'Too late',
          status: 409,
          code: 'too-late',
          detail: 'It is sent.',
          currentStatus: 'sent',
          acceptedEvents: [],
        }),
      }),
    );
    at.expectComplaint('409 (Conflict)');
    await stop(page);
    await question(page).getByText('CANCEL is no longer possible: the campaign is sent.').waitFor();
  });

  it('asks first, and keeps on sending where the answer is no', async () => {
    const { id } = await at.server.create({ schedule: later() });
    const page = await at.open(`/campaigns/${id}`);
    await stopButton(page).click();
    await page.keyboard.press('Escape');
    expect(await question(page).count()).toBe(0);
    expect(await stopButton(page).evaluate((button) => document.activeElement === button)).toBe(
      true,
    );
    await stopButton(page).click();
    // What has the focus is the answer that changes nothing.
    await page.keyboard.press('Enter');
    expect(await question(page).count()).toBe(0);
    expect((await at.server.details(id)).status).toBe('ready');
  });
});
