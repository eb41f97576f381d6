import { describe, expect, it } from 'vitest';
import { inBrowser } from './in-browser.js';
import { badge, question } from './report-page.js';

const at = inBrowser();

const sample = async (format: 'csv' | 'json') => ({
  name: `audience.${format}`,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(
    await (
      await fetch(`${at.server.origin}/api/sample-audience?format=${format}&size=25`)
    ).arrayBuffer(),
  ),
});

const openForm = async () => {
  const page = await at.open('/new');
  await page.getByLabel('Title').fill('To a few');
  await page.getByLabel('Message').fill('Hello.');
  await page.getByText('From a file', { exact: true }).click();
  return page;
};

describe('the form for a new campaign', () => {
  it.each(['csv', 'json'] as const)(
    'takes an audience from a %s file and shows what is in it',
    async (format) => {
      const page = await openForm();
      await page.getByLabel('File with push subscriptions').setInputFiles(await sample(format));
      await page.getByText('25 subscriptions').waitFor();
      expect(await page.locator('.preview li').count()).toBe(5);
      await page.getByRole('button', { name: 'Send now' }).click();
      await badge(page, 'sent').waitFor();
      const { counts, id } = await at.server.details(
        new URL(page.url()).pathname.split('/').at(-1) ?? '',
      );
      expect(counts.delivered + counts.failed).toBe(25);
      expect(await at.server.arrivals(id)).toHaveLength(counts.delivered);
    },
  );

  it('says at once where a file is none of these', async () => {
    const page = await openForm();
    const upload = page.getByLabel('File with push subscriptions');
    await upload.setInputFiles({
      name: 'a.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('name,age\nann,7\n'),
    });
    await page.getByText('a CSV file has the columns endpoint, p256dh and auth').waitFor();
    await upload.setInputFiles({
      name: 'a.json',
      mimeType: 'text/json',
      buffer: Buffer.from('{"a":1}'),
    });
    await page.getByText('a JSON file is an array of subscriptions').waitFor();
  });

  it('shows at the field what the server finds wrong, and leads to it', async () => {
    const page = await openForm();
    const line = 'https://example.com/not-a-push-service,AA,BB';
    const buffer = Buffer.from(`endpoint,p256dh,auth\n${line}\n`);
    await page
      .getByLabel('File with push subscriptions')
      .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer });
    await page.getByText('1 subscription').waitFor();
    at.expectComplaint('400 (Bad Request)');
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.locator('.errors', { hasText: 'line 2' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.ariaLabel)).toBe(
      'File with push subscriptions',
    );
    expect(await page.getByLabel('Title').inputValue()).toBe('To a few');
  });

  it('makes one campaign where the answer to the first try got lost', async () => {
    const page = await at.open('/new');
    await page.getByLabel('Title').fill('Once');
    await page.getByLabel('Message').fill('Only once.');
    await page.getByText('Keep as draft').click();
    at.expectComplaint('net::ERR_');
    await page.route(
      '**/api/campaigns',
      async (route) => {
        await route.fetch();
        await route.abort('connectionreset');
      },
      { times: 1 },
    );
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('The server cannot be reached.').waitFor();
    await page.getByRole('button', { name: 'Save draft' }).click();
    await badge(page, 'draft').waitFor();
    const { campaigns } = await (await fetch(`${at.server.origin}/api/campaigns`)).json();
    expect(campaigns.filter(({ title }: { title: string }) => title === 'Once')).toHaveLength(1);
  });

  it('leads to the first mistake, and forgets one that is being put right', async () => {
    const page = await at.open('/new');
    await page.getByRole('button', { name: 'Send now' }).click();
    const title = page.getByLabel('Title');
    expect(await title.evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.type('Hello');
    expect(await page.getByText('Write a title.').count()).toBe(0);
    expect(await page.getByText('Write a message.').count()).toBe(1);
    // Nothing has taken the focus away from who was typing.
    expect(await title.inputValue()).toBe('Hello');
  });

  it('schedules for later, from the form and from a draft', async () => {
    const page = await at.open('/new');
    await page.getByLabel('Title').fill('Tomorrow');
    await page.getByLabel('Message').fill('Good morning.');
    await page.getByText('Later').click();
    await page.getByLabel('Day and time').fill('2020-01-01T10:00');
    await page.getByRole('button', { name: 'Schedule' }).click();
    await page.getByText('Choose a time that is still to come.').waitFor();
    await page.getByLabel('Day and time').fill('2090-01-01T10:00');
    await page.getByRole('button', { name: 'Schedule' }).click();
    await badge(page, 'ready').waitFor();
    expect(await page.locator('.report-head').textContent()).toContain('Due 1 Jan 2090, 10:00');

    const { id } = await at.server.create();
    await page.goto(`${at.server.origin}/campaigns/${id}`);
    await page.getByRole('button', { name: 'Send…' }).click();
    await question(page).getByText('Later').click();
    await question(page).getByLabel('Day and time').fill('2090-06-01T10:00');
    await question(page).getByRole('button', { name: 'Schedule' }).click();
    await badge(page, 'ready').waitFor();
    expect((await at.server.details(id)).dueAt).toBe(new Date('2090-06-01T10:00').getTime());
  });
});
