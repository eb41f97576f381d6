import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openSqlite } from 'campaign-machine/sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openConsoleFile } from '../../../examples/console/server/console-file.js';
import { consolePaths } from '../../../examples/console/server/console-paths.js';
import { dataPaths } from '../../../examples/shared/data-folder.js';
import { removeFolder, startTestConsole, type TestConsole } from './test-console.js';

let server: TestConsole;

afterEach(async () => {
  await server?.stop();
  if (server) await removeFolder(server.data);
  server = undefined as never;
});

describe('startConsole', () => {
  it('says what is wrong with HOST', async () => {
    const starting = startTestConsole({ host: '192.0.2.1' });
    await expect(starting).rejects.toThrow(
      'HOST takes an address or a name of this machine, not "192.0.2.1".',
    );
  });

  it('starts its push endpoint again when that ends, and sends to the end', async () => {
    server = await startTestConsole();
    const size = 600;
    const { id } = await server.create({ audience: { kind: 'generated', size }, schedule: {} });
    await server.until(id, ({ counts }) => counts.delivered > 50);
    process.kill(server.endpointPid, 'SIGKILL');
    const { counts } = await server.until(id, ({ status }) => status === 'sent');
    expect(counts.delivered + counts.failed + counts.inDoubt).toBe(size);
    // At most what was on its way is in doubt; all others were tried again.
    expect(counts.delivered).toBeGreaterThanOrEqual(size - 40);
    const told = ['Error: The push endpoint ended unexpectedly.'];
    await vi.waitFor(() => expect(server.troubles.map(String)).toEqual(told));
  });

  it('looks at an address again before it posts to it', async () => {
    server = await startTestConsole();
    let posts = 0;
    const neighbour = createServer((_, response) => {
      posts += 1;
      response.writeHead(201).end();
    }).listen(0, '127.0.0.1');
    await once(neighbour, 'listening');
    const content = await (await server.fetch('/api/sample-audience?format=json&size=1')).text();
    const audience = { kind: 'file', format: 'json', content } as const;
    const { id } = await server.create({ audience });
    // Stored before the list of those who may be posted to was as it is now.
    const file = openConsoleFile(consolePaths(server.data).file, 'full');
    const { port } = neighbour.address() as AddressInfo;
    const change = file.prepare('update subscription set endpoint = ?');
    expect(change.run(`http://127.0.0.1:${port}/push/a`).changes).toBe(1);
    file.close();
    await server.post(`/api/campaigns/${id}/schedule`);
    const { counts } = await server.until(id, ({ status }) => status === 'sent');
    expect(counts).toMatchObject({ failed: 1, delivered: 0 });
    expect(posts).toBe(0);
    neighbour.close();
  });

  it('answers 503 while somebody keeps the database locked, and takes it when it is asked again', async () => {
    server = await startTestConsole({ busyTimeoutMs: 50 });
    const { id } = await server.create();
    const other = openSqlite(dataPaths(server.data).database);
    other.exec('begin immediate');
    const schedule = () =>
      server.post(`/api/campaigns/${id}/schedule`, { at }, { 'idempotency-key': 'mine' });
    const at = Date.now() + 86_400_000;
    const response = await schedule();
    other.exec('rollback');
    other.close();
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toMatchObject({ code: 'busy' });
    expect(await (await schedule()).json()).toMatchObject({ to: 'ready', repeated: false });
    const { history } = await server.details(id);
    expect(history.map(({ event }) => event)).toEqual(['CREATE', 'SCHEDULE']);
  });
});
