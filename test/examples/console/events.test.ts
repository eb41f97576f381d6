import { createCampaigns } from 'campaign-machine/service';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../../examples/shared/data-folder.js';
import { type EventReader, readEvents } from './event-reader.js';
import { removeFolder, startTestConsole, type TestConsole } from './test-console.js';

let server: TestConsole;
const readers: EventReader[] = [];

beforeAll(async () => {
  server = await startTestConsole();
});

afterAll(async () => {
  for (const reader of readers) reader.close();
  await server.stop();
  await removeFolder(server.data);
});

const listen = async (lastEventId?: string, origin = server.origin): Promise<EventReader> => {
  const reader = await readEvents(origin, lastEventId);
  readers.push(reader);
  return reader;
};

/** Resolves when the reader was told that the campaign has this status. */
const hears = (reader: EventReader, id: string, status: string) =>
  vi.waitFor(() => expect(reader.rows(id).map((row) => row.status)).toContain(status), {
    timeout: 10_000,
    interval: 10,
  });

const cancelElsewhere = async (id: string): Promise<void> => {
  const database = await openDatabase(server.data);
  await createCampaigns(database).cancel(id, { by: 'kim' });
  database.close();
};

describe('GET /api/events', () => {
  it('begins with hello, and then tells of every change', async () => {
    const reader = await listen();
    expect(await reader.hello()).toMatchObject({ resumed: false });
    const { id } = await server.create({ schedule: {} });
    await hears(reader, id, 'sent');
    const versions = reader.rows(id).map(({ version }) => version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(reader.rows(id).at(-1)?.counts.delivered).toBe(20);
    const samples = reader.events.filter(({ name }) => name === 'sample');
    expect(samples.at(-1)?.data).toMatchObject({ id, sample: { delivered: 20 } });
  });

  it('tells of a campaign at most ten times a second', async () => {
    const reader = await listen();
    const size = 500;
    const { id } = await server.create({ audience: { kind: 'generated', size }, schedule: {} });
    const startedAt = performance.now();
    await hears(reader, id, 'sent');
    const seconds = (performance.now() - startedAt) / 1_000;
    expect(reader.rows(id).length).toBeGreaterThan(0);
    expect(reader.rows(id).length).toBeLessThanOrEqual(10 * seconds + 2);
  });

  it('tells two pages the same', async () => {
    const [one, two] = [await listen(), await listen()];
    const { id } = await server.create({
      audience: { kind: 'generated', size: 5_000 },
      schedule: {},
    });
    await hears(one, id, 'sending');
    const cancels = [1, 2].map(() => server.post(`/api/campaigns/${id}/cancel`));
    expect((await Promise.all(cancels)).map(({ status }) => status)).toEqual([200, 200]);
    await hears(one, id, 'cancelled');
    await hears(two, id, 'cancelled');
    await server.until(id, ({ receipt }) => receipt?.settled === true);
    await vi.waitFor(() => expect(one.rows(id).at(-1)?.counts.begun).toBe(0));
    await vi.waitFor(() => expect(two.rows(id)).toEqual(one.rows(id)));
  });

  it('gives who comes back all that was missed', async () => {
    const away = await listen();
    const there = await listen();
    const before = await server.create();
    await hears(away, before.id, 'draft');
    const lastId = away.lastId();
    away.close();
    const missed = await server.create();
    await hears(there, missed.id, 'draft');
    const back = await listen(lastId);
    expect(await back.hello()).toMatchObject({ resumed: true });
    await hears(back, missed.id, 'draft');
    expect(back.rows(before.id)).toEqual([]);
    const other = await listen(back.events[0]?.id);
    expect(await other.hello()).toMatchObject({ resumed: true });
    await hears(other, missed.id, 'draft');
  });

  it.each(['another-server.1', 'nonsense', '.', `x.${'9'.repeat(40)}`])(
    'says that something was missed to who comes back with %s',
    async (lastEventId) => {
      const reader = await listen(lastEventId);
      expect(await reader.hello()).toMatchObject({ resumed: false });
    },
  );

  it('tells of what another program does with the same file', async () => {
    const reader = await listen();
    const { id } = await server.create({ schedule: { at: Date.now() + 86_400_000 } });
    await hears(reader, id, 'ready');
    await cancelElsewhere(id);
    await hears(reader, id, 'cancelled');
    expect((await server.details(id)).receipt?.by).toBe('kim');
  });

  it('is heard at a second console on the same folder', async () => {
    const second = await startTestConsole({ data: server.data });
    const reader = await listen(undefined, second.origin);
    await reader.hello();
    const { id } = await server.create();
    await hears(reader, id, 'draft');
    const answer = await second.post(`/api/campaigns/${id}/schedule`, { at: Date.now() + 1e7 });
    expect(answer.status).toBe(200);
    const here = await server.details(id);
    expect(here.status).toBe('ready');
    await second.stop();
    await reader.ended;
  });
});
