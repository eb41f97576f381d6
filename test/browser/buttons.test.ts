import { type CampaignStatus, campaignStatuses } from 'campaign-machine';
import { beforeAll, describe, expect, it } from 'vitest';
import { inBrowser } from './in-browser.js';
import { badge, question, rowBadge, stopButton } from './report-page.js';

const at = inBrowser();

/** Written by hand: whether the button works in each status, and what it says where it does not. */
const expected: Record<CampaignStatus, string | null> = {
  draft: 'CANCEL is not possible yet: the campaign is draft, not ready or sending.',
  ready: null,
  sending: null,
  sent: 'CANCEL is no longer possible: the campaign is sent.',
  cancelled: 'The campaign is already cancelled.',
};

const ids = new Map<CampaignStatus, string>();

beforeAll(async () => {
  const { server } = at;
  const create = async (status: CampaignStatus, campaign: Parameters<typeof server.create>[0]) => {
    const { id } = await server.create({ title: `It is ${status}`, ...campaign });
    ids.set(status, id);
    return id;
  };
  const later = { at: Date.now() + 3_600_000 };
  await create('draft', {});
  await create('ready', { schedule: later });
  await server.post(`/api/campaigns/${await create('cancelled', { schedule: later })}/cancel`, {});
  const sent = await create('sent', { schedule: {} });
  await server.until(sent, ({ status }) => status === 'sent');
  await create('sending', { audience: { kind: 'generated', size: 200_000 }, schedule: {} });
});

describe('the button', () => {
  it.each(campaignStatuses)(
    'of a campaign that is %s is on or says why not, on the report',
    async (status) => {
      const page = await at.open(`/campaigns/${ids.get(status)}`);
      await badge(page, status).waitFor();
      const why = expected[status];
      expect(await stopButton(page).getAttribute('aria-disabled')).toBe(String(why !== null));
      expect(await page.locator('.report-actions .why').textContent()).toBe(why ?? '');
      await stopButton(page).click({ force: true });
      expect(await question(page).count()).toBe(why === null ? 1 : 0);
    },
  );

  it('of each campaign is on or says why not, on the list', async () => {
    const page = await at.open();
    for (const status of campaignStatuses) {
      const id = ids.get(status) ?? '';
      const row = page.locator(`tr[data-id="${id}"]`);
      await rowBadge(page, id, status).waitFor();
      const button = row.locator('.stop > button');
      const why = expected[status];
      expect(await button.getAttribute('aria-disabled')).toBe(String(why !== null));
      await button.hover({ force: true });
      expect(await row.locator('.why').isVisible()).toBe(why !== null);
      expect(await row.locator('.why').textContent()).toBe(why ?? '');
      await button.click({ force: true });
      expect(await question(page).count()).toBe(why === null ? 1 : 0);
      if (why === null) await page.keyboard.press('Escape');
      await question(page).waitFor({ state: 'detached' });
    }
  });

  it('cancels from the list, and its row stays under the keyboard though the filter has lost it', async () => {
    const { id } = await at.server.create({ schedule: { at: Date.now() + 3_600_000 } });
    const page = await at.open('/?status=ready');
    const row = page.locator(`tr[data-id="${id}"]`);
    await row.locator('.stop > button').click();
    await question(page).getByRole('button', { name: 'Stop campaign' }).click();
    await rowBadge(page, id, 'cancelled').waitFor();
    expect(
      await row.locator('.stop > button').evaluate((button) => document.activeElement === button),
    ).toBe(true);
    await page.getByLabel('Find by name').focus();
    await row.waitFor({ state: 'detached' });
  });

  it('is off and nothing breaks where the server knows a status that the page does not', async () => {
    const id = ids.get('draft');
    const page = await at.open('/new');
    await page.route(`**/api/campaigns/${id}`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), status: 'paused' } });
    });
    await page.goto(`${at.server.origin}/campaigns/${id}`);
    await stopButton(page).waitFor();
    expect(await stopButton(page).getAttribute('aria-disabled')).toBe('true');
    expect(await page.locator('.report-actions .why').textContent()).toBe(
      'The status of the campaign is not known here.',
    );
  });
});
