import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CampaignRow } from '../../../examples/console/api.js';
import { read, refused } from './answers.js';
import { removeFolder, someCampaign, startTestConsole, type TestConsole } from './test-console.js';

let server: TestConsole;

beforeAll(async () => {
  server = await startTestConsole({ endpoint: { goneFraction: 0.2, throttledFraction: 0.2 } });
});

afterAll(async () => {
  await server.stop();
  await removeFolder(server.data);
});

describe('an uploaded audience', () => {
  const sample = async (format: 'csv' | 'json') =>
    (await server.fetch(`/api/sample-audience?format=${format}&size=30`)).text();

  const upload = (format: 'csv' | 'json', content: string) =>
    server.post('/api/campaigns', {
      ...someCampaign,
      audience: { kind: 'file', format, content },
      schedule: {},
    });

  it.each(['csv', 'json'] as const)('is read from %s and sent to, each once', async (format) => {
    const content = await sample(format);
    const twice =
      format === 'csv'
        ? content + content.split('\n').slice(1).join('\n')
        : JSON.stringify([...JSON.parse(content), ...JSON.parse(content)]);
    const { id, audience } = await read<CampaignRow>(await upload(format, twice));
    expect(audience.expected).toBe(30);
    const { counts } = await server.until(id, ({ status }) => status === 'sent');
    expect(counts.delivered + counts.failed).toBe(30);
    expect(counts.failed).toBeGreaterThan(0);
    const stats = await fetch(`${server.endpointOrigin}/stats?campaign=${id}`);
    expect(await stats.json()).toMatchObject({ arrived: counts.delivered, duplicates: 0 });
  });

  const keys = { p256dh: Buffer.alloc(65, 4).toString('base64url'), auth: 'A'.repeat(22) };
  const at = (endpoint: string) => JSON.stringify([{ endpoint, keys }]);

  const wrongKey = `endpoint,p256dh,auth\nhttps://fcm.googleapis.com/a,AA,${keys.auth}\n`;

  it.each([
    ['no array', 'json', '{}', /array/],
    ['no JSON', 'json', '[', /JSON/],
    ['nobody', 'json', '[]', /at least one/],
    ['only a head', 'csv', 'endpoint,p256dh,auth\n', /at least one/],
    ['a column too many', 'csv', 'endpoint,p256dh\nhttps://fcm.googleapis.com/a,b,c\n', /CSV/],
    ['a key that is none', 'csv', wrongKey, /line 2.*65/],
    ['no keys', 'json', '[{"endpoint":"https://fcm.googleapis.com/a"}]', /item 1, keys/],
    ['another host', 'json', at('https://example.com/push'), /item 1, endpoint.*push service/],
    [
      'a private address',
      'json',
      at('http://169.254.169.254/latest/meta-data'),
      /item 1, endpoint/,
    ],
  ] as const)('is refused with the place of the mistake: %s', async (_, format, content, why) => {
    const problem = await refused(await upload(format, content), 400);
    expect(problem.errors?.[0]?.pointer).toBe('/audience/content');
    expect(problem.errors?.[0]?.detail).toMatch(why);
  });

  it('takes the addresses of browsers', async () => {
    const response = await server.post('/api/campaigns', {
      ...someCampaign,
      audience: { kind: 'file', format: 'json', content: at('https://fcm.googleapis.com/fcm/a') },
    });
    expect(response.status).toBe(201);
  });
});
