import { describe, expect, it } from 'vitest';
import { inBrowser } from './in-browser.js';

const at = inBrowser();

describe('a console without --inspect', () => {
  it('does not lead to the inspector, and says at its address how to turn it on', async () => {
    const page = await at.open('/');
    await page.locator('.connection-state[data-state="live"]').waitFor();
    expect(await page.getByRole('link', { name: 'Inspector' }).count()).toBe(0);
    at.expectComplaint('404 (Not Found)');
    const sockets: string[] = [];
    page.on('websocket', (socket) => sockets.push(socket.url()));
    const answer = await page.goto(`${at.server.origin}/inspector`);
    expect(answer?.status()).toBe(404);
    await page.getByText('The inspector is off.').waitFor();
    expect(await page.locator('main').textContent()).toContain('npm start -- --inspect');
    expect(sockets).toStrictEqual([]);
  });
});
