import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { read, refused, tomorrow } from './answers.js';
import { removeFolder, someCampaign, startTestConsole, type TestConsole } from './test-console.js';

let server: TestConsole;

beforeAll(async () => {
  server = await startTestConsole();
});

afterAll(async () => {
  await server.stop();
  await removeFolder(server.data);
});

/** Every refusal that a request which changes something can run into before it is looked at. */
const refuseEach = async (path: string): Promise<void> => {
  const foreign = await server.post(path, {}, { origin: 'https://example.com' });
  expect((await refused(foreign, 403)).code).toBe('cross-site');
  await refused(await server.post(path, {}, { 'content-type': 'text/plain' }), 415);
  await refused(await server.post(path, 'x'.repeat(20 * 1024 * 1024)), 413);
  await refused(await server.post(path, { unknown: true }), 400);
};

// That an answer is of the described shape is looked at wherever a test asks: test-console.ts.
describe('/api/openapi.json', () => {
  it('describes OpenAPI 3.1', async () => {
    const description = await read<object>(await server.fetch('/api/openapi.json'));
    expect(description).toMatchObject({ openapi: '3.1.0', info: { title: 'Campaign console' } });
  });

  it('describes refusals of everything that changes something', async () => {
    const { id } = await server.create();
    await refuseEach('/api/campaigns');
    for (const command of ['schedule', 'cancel']) {
      await refuseEach(`/api/campaigns/${id}/${command}`);
      const unknown = await server.post(`/api/campaigns/none/${command}`);
      expect((await refused(unknown, 404)).code).toBe('campaign-not-found');
    }
  });

  it('describes what commands come to', async () => {
    const key = { 'idempotency-key': 'mine' };
    const { id } = await read<{ id: string }>(
      await server.post('/api/campaigns', someCampaign, key),
    );
    await refused(await server.post('/api/campaigns', { ...someCampaign, title: 'b' }, key), 422);
    const command = (name: string, body = {}) =>
      server.post(`/api/campaigns/${id}/${name}`, body, { 'idempotency-key': name });
    await refused(await server.post(`/api/campaigns/${id}/cancel`), 409);
    expect((await command('schedule', { at: tomorrow() })).status).toBe(200);
    expect((await command('cancel')).status).toBe(200);
    await refused(await server.post(`/api/campaigns/${id}/schedule`), 409);
    for (const [name, used] of [
      ['schedule', 'cancel'],
      ['cancel', 'schedule'],
    ]) {
      const reused = { 'idempotency-key': used ?? '' };
      await refused(await server.post(`/api/campaigns/${id}/${name}`, {}, reused), 422);
    }
  });

  it('describes what is read', async () => {
    const { id } = await server.create();
    expect((await server.fetch(`/api/campaigns/${id}`)).status).toBe(200);
    expect((await server.fetch('/api/campaigns?status=draft')).status).toBe(200);
    await refused(await server.fetch('/api/campaigns?limit=0'), 400);
    await refused(await server.fetch('/api/campaigns/none'), 404);
    const long = await refused(await server.fetch(`/api/campaigns/${'x'.repeat(513)}`), 400);
    expect(long.errors).toMatchObject([{ pointer: '/id' }]);
    for (const format of ['csv', 'json']) {
      const file = await server.fetch(`/api/sample-audience?size=2&format=${format}`);
      expect(file.status).toBe(200);
    }
    await refused(await server.fetch('/api/sample-audience?size=0'), 400);
    const events = await server.fetch('/api/events');
    await events.body?.cancel();
    const headers = { 'last-event-id': 'x'.repeat(101) };
    await refused(await server.fetch('/api/events', { headers }), 400);
  });

  it('describes nothing that is never answered', () => {
    // Two that need more than a request: another host (security.test.ts), and a database that somebody
    // else keeps locked (sending.test.ts).
    const rest = server.unseen().filter((answer) => !/^GET .* 403$| 503$/.test(answer));
    expect(rest).toEqual([]);
    expect(server.troubles).toEqual([]);
  });
});
