import type { Page } from 'playwright-core';
import { poll } from './poll.js';

const labels = ['Sent', 'Failed', 'In doubt', 'Skipped', 'Pending', 'Audience'] as const;

/** The figures of the report that is shown, as a person reads them. */
export type ShownFigures = Record<(typeof labels)[number], number>;

export const readFigures = async (page: Page): Promise<ShownFigures> => {
  const texts = await page.locator('.figures dl > div').allInnerTexts();
  const pairs = texts
    .map((text) => text.split('\n'))
    .map(([label = '', count = '']) => [label, Number(count.replaceAll(',', ''))]);
  return Object.fromEntries(pairs);
};

/** Five figures, of which each recipient is in one. */
export const sumOf = (figures: ShownFigures): number =>
  figures.Sent + figures.Failed + figures['In doubt'] + figures.Skipped + figures.Pending;

/** The figures as soon as they are as wanted. */
export const untilFigures = (
  page: Page,
  isWanted: (figures: ShownFigures) => boolean,
): Promise<ShownFigures> =>
  poll(`figures that fit ${isWanted}`, async () => {
    const figures = await readFigures(page);
    return isWanted(figures) ? figures : undefined;
  });

/** The status as the badge says it. */
export const badge = (page: Page, status: string) =>
  page.locator(`.report-head .status-badge[data-status="${status}"]`);

/** The button in the top right corner. */
export const stopButton = (page: Page) => page.locator('.report-actions .stop > button');

/** The question that it asks. */
export const question = (page: Page) => page.locator('dialog[open]');

/** Presses it and says yes. */
export const stop = async (page: Page, reason = ''): Promise<void> => {
  await stopButton(page).click();
  if (reason) await question(page).getByLabel('Reason').fill(reason);
  await question(page).getByRole('button', { name: 'Stop campaign' }).click();
};

/** The status of a campaign as its row in the list says it. */
export const rowBadge = (page: Page, id: string, status: string) =>
  page.locator(`tr[data-id="${id}"] td .status-badge[data-status="${status}"]`);
