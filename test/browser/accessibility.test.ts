import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { inBrowser } from './in-browser.js';
import { badge, question, stopButton } from './report-page.js';

const at = inBrowser();
const ids = { sending: '', cancelled: '', draft: '' };

beforeAll(async () => {
  const { server } = at;
  const large = { audience: { kind: 'generated', size: 100_000 }, schedule: {} } as const;
  ids.draft = (await server.create()).id;
  ids.sending = (await server.create({ title: 'It is sending', ...large })).id;
  ids.cancelled = (await server.create({ title: 'Stopped half way', ...large })).id;
  await server.until(ids.cancelled, ({ counts }) => counts.delivered > 0);
  await server.post(`/api/campaigns/${ids.cancelled}/cancel`, { reason: 'wrong price' });
  await server.until(ids.cancelled, ({ receipt }) => receipt?.settled === true);
});

/** Every page and every state of it that looks different, and how to get there. */
const states: Readonly<Record<string, (open: (path: string) => Promise<Page>) => Promise<Page>>> = {
  list: async (open) => {
    const page = await open('/');
    await page.locator(`tr[data-id="${ids.cancelled}"]`).waitFor();
    return page;
  },
  'list while the connection is lost': async (open) => {
    const page = await open('/');
    at.expectComplaint('net::ERR_');
    await page.route('**/api/events', (route) => route.abort('connectionrefused'));
    await page.reload();
    await page.getByText('Reconnecting…').waitFor();
    await page.locator(`tr[data-id="${ids.cancelled}"]`).waitFor();
    return page;
  },
  'list where nothing fits': async (open) => {
    const page = await open('/?find=no+such+name');
    await page.getByText('No campaign fits').waitFor();
    return page;
  },
  'list with a reason in view': async (open) => {
    const page = await open('/');
    await page.locator(`tr[data-id="${ids.draft}"] .stop > button`).focus();
    return page;
  },
  'report of a draft': async (open) => {
    const page = await open(`/campaigns/${ids.draft}`);
    await badge(page, 'draft').waitFor();
    return page;
  },
  'question when to send': async (open) => {
    const page = await open(`/campaigns/${ids.draft}`);
    await page.getByRole('button', { name: 'Send…' }).click();
    await question(page).getByText('Later').click();
    return page;
  },
  'report while sending': async (open) => {
    const page = await open(`/campaigns/${ids.sending}`);
    await badge(page, 'sending').waitFor();
    return page;
  },
  'question whether to stop': async (open) => {
    const page = await open(`/campaigns/${ids.sending}`);
    await stopButton(page).click();
    return page;
  },
  'report with a receipt': async (open) => {
    const page = await open(`/campaigns/${ids.cancelled}`);
    await page.locator('.cancel-mark').waitFor();
    return page;
  },
  'report of nothing': async (open) => {
    at.expectComplaint('404');
    const page = await open('/campaigns/no-such-campaign');
    await page.getByText('There is no such campaign').waitFor();
    return page;
  },
  'new campaign': async (open) => {
    const page = await open('/new');
    await page.getByLabel('Title').waitFor();
    return page;
  },
  'new campaign with mistakes': async (open) => {
    const page = await open('/new');
    await page.getByText('From a file').click();
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByText('Choose a file.').waitFor();
    return page;
  },
};

const violations = async (page: Page) => {
  // Past the Content-Security-Policy, as a browser's extension would.
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
};

const schemes = ['light', 'dark'] as const;

describe('a page that is looked at with axe', () => {
  // Colours are looked at as they are in the end, not half way through an animation.
  it.each(Object.entries(states))(
    'has nothing to complain about, light or dark: %s',
    async (_, show) => {
      const page = await show((path) => at.open(path, { reducedMotion: 'reduce' }));
      const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const backgrounds = new Set<string>();
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme });
        backgrounds.add(await background());
        expect([colorScheme, await violations(page)]).toStrictEqual([colorScheme, []]);
      }
      // It was looked at in both.
      expect(backgrounds.size).toBe(2);
    },
  );

  it('is told what is wrong where something is', async () => {
    const page = await at.open('/new', { reducedMotion: 'reduce' });
    await page.evaluate(() => document.querySelector('label')?.remove());
    expect((await violations(page)).map(([id]) => id)).toContain('label');
  });
});

describe('a page that is 360 pixels wide', () => {
  it.each(Object.entries(states))('has nothing beside the screen: %s', async (_, show) => {
    const page = await show((path) => at.open(path, { viewport: { width: 360, height: 740 } }));
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(360);
  });
});

/** Presses Tab until the element that has the focus is called this. */
const tabTo = async (page: Page, name: string): Promise<void> => {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const element = document.activeElement;
      // Between the last and the first one.
      if (element === document.body) return '';
      const label = (element as HTMLInputElement | null)?.labels?.[0] ?? element;
      return `${element?.getAttribute('aria-label') ?? ''} ${label?.textContent ?? ''}`;
    });
    if (found.includes(name)) return;
  }
  throw new Error(`Tab does not lead to ${name}.`);
};

describe('a person without a mouse', () => {
  it('makes a campaign, sends it and stops it', async () => {
    const page = await at.open();
    await tabTo(page, 'New campaign');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'New campaign' }).waitFor();
    await tabTo(page, 'Title');
    await page.keyboard.type('By keyboard');
    await tabTo(page, 'Message');
    await page.keyboard.type('Not one click.');
    await tabTo(page, 'Number of subscribers');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('30000');
    await tabTo(page, 'Now');
    await tabTo(page, 'Send now');
    await page.keyboard.press('Enter');
    await badge(page, 'sending').waitFor();
    await tabTo(page, 'Stop campaign');
    await page.keyboard.press('Enter');
    await question(page).waitFor();
    await tabTo(page, 'Reason');
    await page.keyboard.type('typed too fast');
    await tabTo(page, 'Stop campaign');
    await page.keyboard.press('Enter');
    await page.locator('.receipt', { hasText: 'typed too fast' }).waitFor();
    await question(page).waitFor({ state: 'detached' });
    expect(await stopButton(page).evaluate((button) => button === document.activeElement)).toBe(
      true,
    );
  });

  it('gets from row to row with the arrow keys, and back to the page with Tab', async () => {
    const page = await at.open();
    await page.locator('tbody tr').nth(2).waitFor();
    await page.locator('tbody a').first().focus();
    const focused = () => page.evaluate(() => document.activeElement?.closest('tr')?.ariaRowIndex);
    const last = String((await page.locator('tbody tr[data-id]').count()) + 1);
    expect(await focused()).toBe('2');
    for (const [key, row] of [
      ['ArrowDown', '3'],
      ['End', last],
      ['ArrowDown', last],
      ['Home', '2'],
      ['ArrowUp', '2'],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(focused).toBe(row);
    }
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe(undefined);
  });
});
