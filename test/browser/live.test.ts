import { describe, expect, it } from 'vitest';
import { inBrowser } from './in-browser.js';
import { badge, rowBadge, sumOf, untilFigures } from './report-page.js';

const at = inBrowser();

describe('the pages', () => {
  it('go on by themselves where the server died in mid-dispatch and came back', async () => {
    const { id } = await at.server.create({
      audience: { kind: 'generated', size: 1_500 },
      schedule: {},
    });
    const page = await at.open(`/campaigns/${id}`);
    await untilFigures(page, ({ Sent }) => Sent > 100);
    at.expectComplaint('net::ERR_');
    await at.server.kill();
    await page.getByText('Reconnecting…').waitFor();
    await at.server.startAgain();
    await page.locator('.connection-state[data-state="live"]').waitFor();

    await badge(page, 'sent').waitFor({ timeout: 60_000 });
    const figures = await untilFigures(page, ({ Pending }) => Pending === 0);
    expect(sumOf(figures)).toBe(1_500);
    const arrived = await at.server.arrivals(id);
    expect(new Set(arrived).size).toBe(arrived.length);
    expect(arrived.length).toBeGreaterThanOrEqual(figures.Sent);
    expect(arrived.length).toBeLessThanOrEqual(figures.Sent + figures['In doubt']);
  });

  it('catch up with what happened while there was no connection', async () => {
    const { id } = await at.server.create({ schedule: { at: Date.now() + 3_600_000 } });
    const [list, report] = [await at.open(), await at.open(`/campaigns/${id}`)];
    await badge(report, 'ready').waitFor();
    at.expectComplaint('net::ERR_');
    for (const page of [list, report]) await page.context().setOffline(true);
    await at.server.kill();
    await report.getByText('Reconnecting…').waitFor();
    await at.server.startAgain();
    await at.server.post(`/api/campaigns/${id}/cancel`, {});
    expect(await badge(report, 'ready').count()).toBe(1);
    for (const page of [list, report]) await page.context().setOffline(false);
    await badge(report, 'cancelled').waitFor();
    await rowBadge(list, id, 'cancelled').waitFor();
  });

  it('catch up when they are looked at again, and hold no connection meanwhile', async () => {
    const { id } = await at.server.create({ schedule: { at: Date.now() + 3_600_000 } });
    const page = await at.open(`/campaigns/${id}`);
    await badge(page, 'ready').waitFor();
    await page.locator('.connection-state[data-state="live"]').waitFor();
    const look = (isHidden: boolean) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, isHidden);
    await look(true);
    await at.server.post(`/api/campaigns/${id}/cancel`, {});
    const other = await at.open(`/campaigns/${id}`);
    await badge(other, 'cancelled').waitFor();
    expect(await badge(page, 'ready').count()).toBe(1);
    await look(false);
    await badge(page, 'cancelled').waitFor();
  });

  it('come back to a server that turned them away, which no browser does by itself', async () => {
    const page = await at.open('/new');
    at.expectComplaint('503 (Service Unavailable)');
    await page.route('**/api/events', (route) => route.fulfill({ status: 503 }), { times: 2 });
    await page.goto(at.server.origin);
    await page.getByText('Reconnecting…').waitFor();
    await page.locator('.connection-state[data-state="live"]').waitFor();
  });

  it('agree, however many of them are open', async () => {
    const { id } = await at.server.create({ schedule: { at: Date.now() + 3_600_000 } });
    const list = await at.open();
    const tabs = await Promise.all(
      [1, 2, 3].map(async () => {
        const tab = await list.context().newPage();
        await tab.goto(`${at.server.origin}/campaigns/${id}`);
        return tab;
      }),
    );
    for (const tab of tabs) await badge(tab, 'ready').waitFor();
    await at.server.post(`/api/campaigns/${id}/cancel`, { reason: 'wrong day' });
    for (const tab of tabs) {
      await badge(tab, 'cancelled').waitFor();
      await tab.locator('.receipt', { hasText: 'wrong day' }).waitFor();
    }
    await rowBadge(list, id, 'cancelled').waitFor();
  });
});
