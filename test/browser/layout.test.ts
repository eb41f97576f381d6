import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { inBrowser } from './in-browser.js';
import { badge, untilFigures } from './report-page.js';

const at = inBrowser();

/** Counts from now on what moved without having been asked to, also in the pages that are loaded next. */
const watchJumps = (page: Page) =>
  page.addInitScript(() => {
    const seen = { jumps: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      const shifts = list.getEntries() as (PerformanceEntry & {
        value: number;
        hadRecentInput: boolean;
      })[];
      for (const { value, hadRecentInput } of shifts) if (!hadRecentInput) seen.jumps += value;
    }).observe({ type: 'layout-shift', buffered: true });
  });

const jumps = (page: Page): Promise<number> => page.evaluate('seen.jumps');

/** A hundredth of a screen, moved by its own height: less than anybody sees. */
const unseen = 0.01;

describe('the layout', () => {
  it.each([1280, 360])(
    'does not jump while a page %i wide is loaded and a campaign is sent',
    async (width) => {
      const { id } = await at.server.create({
        audience: { kind: 'generated', size: 400 },
        schedule: {},
      });
      const page = await at.open('/new', { viewport: { width, height: 800 } });
      await watchJumps(page);
      await page.goto(`${at.server.origin}/`);
      await page.locator(`tr[data-id="${id}"]`).waitFor();
      await page.locator('.connection-state[data-state="live"]').waitFor();
      expect(await jumps(page)).toBeLessThan(unseen);
      await page.goto(`${at.server.origin}/campaigns/${id}`);
      await untilFigures(page, ({ Sent }) => Sent > 100);
      await badge(page, 'sent').waitFor();
      expect(await jumps(page)).toBeLessThan(unseen);
    },
  );
});
