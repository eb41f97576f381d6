import { existsSync } from 'node:fs';
import { env } from 'node:process';

/** Where Chromium is, or is looked for. */
export const chromiumPath = env['CHROMIUM_PATH'] || '/usr/bin/chromium';

/**
 * Is it there?
 *
 * @throws Error if it is not, where nothing may be skipped
 */
export const hasChromium = (): boolean => {
  if (existsSync(chromiumPath)) return true;
  const advice = `There is no Chromium at ${chromiumPath}: apt-get install chromium, or set CHROMIUM_PATH.`;
  if (env['CAMPAIGN_REQUIRE_ALL'] === '1') throw new Error(advice);
  console.warn(`\nSKIPPED: the tests in a real browser. ${advice}\n`);
  return false;
};
