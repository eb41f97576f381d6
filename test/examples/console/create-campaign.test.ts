import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CampaignDetails, CampaignRow } from '../../../examples/console/api.js';
import { read, refused, tomorrow } from './answers.js';
import {
  pageHeaders,
  removeFolder,
  someCampaign,
  startTestConsole,
  type TestConsole,
} from './test-console.js';

let server: TestConsole;

beforeAll(async () => {
  server = await startTestConsole();
});

afterAll(async () => {
  await server.stop();
  await removeFolder(server.data);
});

describe('POST /api/campaigns', () => {
  it('makes a draft', async () => {
    const response = await server.post('/api/campaigns', someCampaign);
    expect(response.status).toBe(201);
    const row = await read<CampaignRow>(response);
    expect(row).toMatchObject({ title: 'Autumn sale', status: 'draft', dueAt: null });
    expect(row.audience).toEqual({ size: 0, sealed: false, expected: 20 });
    expect(response.headers.get('location')).toBe(`/api/campaigns/${row.id}`);
    const details = await read<CampaignDetails>(await server.fetch(`/api/campaigns/${row.id}`));
    expect(details.body).toBe('Everything 7 % off!');
    expect(details.history).toMatchObject([{ event: 'CREATE', by: 'console' }]);
  });

  it('schedules it in the same request', async () => {
    const at = tomorrow();
    const row = await read(
      await server.post('/api/campaigns', { ...someCampaign, schedule: { at } }),
    );
    expect(row).toMatchObject({ status: 'ready', dueAt: at });
  });

  it('makes one campaign of a request that is repeated with its key', async () => {
    const key = { 'idempotency-key': 'new-1' };
    const wanted = { ...someCampaign, schedule: { at: tomorrow() } };
    const rows = await Promise.all(
      [1, 2, 3].map(async () =>
        read<CampaignRow>(await server.post('/api/campaigns', wanted, key)),
      ),
    );
    expect(new Set(rows.map(({ id }) => id)).size).toBe(1);
    const other = await server.post('/api/campaigns', { ...wanted, title: 'Another' }, key);
    expect((await refused(other, 422)).code).toBe('idempotency-key-reused');
  });

  it.each([
    ['an empty title', { title: '' }, '/title'],
    ['a blank title', { title: ' \n' }, '/title'],
    ['a long title', { title: 'x'.repeat(201) }, '/title'],
    ['a number as the title', { title: 7 }, '/title'],
    ['a long text', { body: 'x'.repeat(2_001) }, '/body'],
    ['a text of too many bytes for one message', { body: '漢'.repeat(1_999) }, '/body'],
    ['nobody', { audience: { kind: 'generated', size: 0 } }, '/audience/size'],
    ['too many', { audience: { kind: 'generated', size: 1_000_001 } }, '/audience/size'],
    ['an unknown audience', { audience: { kind: 'all' } }, '/audience/kind'],
    ['a time that is none', { schedule: { at: 'soon' } }, '/schedule/at'],
  ])('names the field that is wrong: %s', async (_, wrong, pointer) => {
    const problem = await refused(
      await server.post('/api/campaigns', { ...someCampaign, ...wrong }),
      400,
    );
    expect(problem.code).toBe('invalid-input');
    expect(problem.errors?.map((error) => error.pointer)).toEqual([pointer]);
  });

  it('refuses what is no JSON, and what is too much of it', async () => {
    const send = async (body: string, type: string) => {
      const headers = { ...pageHeaders, 'content-type': type };
      const response = await server.fetch('/api/campaigns', { method: 'POST', headers, body });
      return response;
    };
    expect((await refused(await send('{', 'application/json'), 400)).code).toBe('invalid-input');
    expect((await refused(await send('a=b', 'text/plain'), 415)).code).toBe(
      'unsupported-media-type',
    );
    const large = JSON.stringify('x'.repeat(20 * 1024 * 1024));
    expect((await refused(await send(large, 'application/json'), 413)).code).toBe('body-too-large');
  });
});
