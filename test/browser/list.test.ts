import { createCampaigns } from 'campaign-machine/service';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../examples/shared/data-folder.js';
import { inBrowser } from './in-browser.js';

const total = 2_000;
const titles = [
  '<img src=x onerror="document.body.remove()">',
  '"><script>document.body.remove()</script>',
  'مرحبا \u202Eبكم 🎉',
  'a'.repeat(200),
];

/** Thousands of drafts, written as the console's server writes them. */
const fill = async (data: string): Promise<void> => {
  const database = await openDatabase(data);
  const campaigns = createCampaigns(database);
  for (let index = 0; index < total; index += 1) {
    const title = titles[index] ?? `Campaign ${index}`;
    const campaign = { title, body: title, audience: index, source: 'generated', fingerprint: '' };
    await campaigns.create({
      id: `c-${String(index).padStart(5, '0')}`,
      data: campaign,
      by: 'test',
    });
  }
  database.close();
};

const at = inBrowser({ prepare: fill });

describe('the list', () => {
  it('draws of thousands only what is on the screen, and gets to every one', async () => {
    const page = await at.open('/?sort=audience');
    await page.locator('tr[data-id="c-00000"]').waitFor();
    expect(await page.locator('tbody tr[data-id]').count()).toBeLessThan(40);
    expect(await page.locator('table').getAttribute('aria-rowcount')).toBe(String(total + 1));
    await page.locator('tbody a').first().focus();
    await page.keyboard.press('End');
    await page.getByRole('link', { name: `Campaign ${total - 1}` }).waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent))
      .toBe(`Campaign ${total - 1}`);
    expect(await page.locator('tbody tr[data-id]').count()).toBeLessThan(40);
  });

  it('is where it was for who comes back from a report', async () => {
    const page = await at.open('/?sort=audience');
    await page.locator('tbody a').first().focus();
    await page.keyboard.press('End');
    await page.getByRole('link', { name: `Campaign ${total - 1}` }).click();
    await page.locator('h1 bdi').waitFor();
    expect(await page.evaluate(() => [scrollY, document.activeElement?.id])).toStrictEqual([
      0,
      'main',
    ]);
    await page.goBack();
    await page.getByRole('link', { name: `Campaign ${total - 1}` }).waitFor();
    expect(await page.evaluate(() => scrollY)).toBeGreaterThan(1_000);
  });

  it('sorts by a column, the other way round, and not at all', async () => {
    const page = await at.open();
    const first = () => page.locator('tbody tr[data-id]').first().getAttribute('data-id');
    const audience = page.getByRole('button', { name: 'Audience' });
    await audience.click();
    await expect.poll(first).toBe('c-00000');
    expect(page.url()).toContain('sort=audience');
    await audience.click();
    await expect.poll(first).toBe(`c-0${total - 1}`);
    await audience.click();
    expect(page.url()).not.toContain('sort');
  });

  it('filters by status and by name, keeps that in the address, and says where nothing fits', async () => {
    const { id } = await at.server.create({
      title: 'The only one that is ready',
      schedule: { at: Date.now() + 3_600_000 },
    });
    const page = await at.open();
    await page.getByRole('button', { name: 'ready 1' }).click();
    const rows = page.locator('tbody tr[data-id]');
    await expect.poll(() => rows.count()).toBe(1);
    expect(await rows.getAttribute('data-id')).toBe(id);
    await page.reload();
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByLabel('Find by name').fill('nobody');
    await page.getByText('No campaign fits').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => rows.count()).toBeGreaterThan(5);
  });

  it.each(titles)('shows a title as the text that it is: %s', async (title) => {
    const page = await at.open('/?sort=audience');
    const row = page.locator(`tr[data-id="c-0000${titles.indexOf(title)}"]`);
    expect(await row.locator('bdi').textContent()).toBe(title);
    await row.locator('a').click();
    await page.locator('h1 bdi').waitFor();
    expect(await page.locator('h1 bdi').textContent()).toBe(title);
    expect(await page.title()).toContain(title.slice(0, 10));
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(
      true,
    );
    // Neither an element of its own nor, which would be a complaint, a try to load it.
    expect(await page.locator('main img[src="x"]').count()).toBe(0);
  });

  it('says what is wrong where it cannot be read, and reads it when asked to', async () => {
    const page = await at.open('/new');
    at.expectComplaint('net::ERR_');
    await page.route('**/api/campaigns?*', (route) => route.abort('connectionrefused'));
    await page.getByRole('link', { name: 'All campaigns' }).click();
    await page.getByText('The server cannot be reached.').waitFor();
    await page.unroute('**/api/campaigns?*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('tbody tr[data-id]').first().waitFor();
  });
});
