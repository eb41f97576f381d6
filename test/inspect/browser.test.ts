import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { InspectionMessage } from '../../src/inspect/index.js';
import { campaignMachine } from '../../src/machine/index.js';
import { chromiumPath, hasChromium } from '../browser/chromium-path.js';
import { told } from './collected.js';

const { context, ...config } = campaignMachine.config;
const definition = JSON.parse(JSON.stringify(config));

const definitionIn = (message: InspectionMessage | undefined): unknown => {
  if (message?.type !== '@xstate.actor') throw new Error('Expected a campaign; got none');
  const { context: _, ...rest } = JSON.parse(message.definition);
  return rest;
};

const bundle = async (page: string): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, `pages/${page}.ts`)],
    bundle: true,
    format: 'esm',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
};

/** Serves the two pages and keeps what they say. */
const serve = async () => {
  const scripts = new Map<string | undefined, string>([
    ['/live-actor.js', await bundle('live-actor')],
    ['/watch.js', await bundle('watch')],
  ]);
  const messages: InspectionMessage[] = [];
  const server = createServer(async (request, response) => {
    if (request.url === '/got') {
      messages.push(JSON.parse(await text(request)));
      return response.end();
    }
    const script = scripts.get(request.url);
    response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
    const name = request.url === '/watch.html' ? 'watch' : 'live-actor';
    response.end(script ?? `<iframe></iframe><script type="module" src="/${name}.js"></script>`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, messages };
};

const browse = async (url: string): Promise<void> => {
  const profile = await mkdtemp(join(tmpdir(), 'campaign-machine-'));
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`];
  const browser = spawn(chromiumPath, [...flags, '--remote-debugging-port=0', url], {
    stdio: 'ignore',
  });
  const closed = once(browser, 'close');
  onTestFinished(async () => {
    browser.kill();
    await closed;
    await rm(profile, { recursive: true, force: true, maxRetries: 10 });
  });
};

describe.runIf(hasChromium())('a live actor of campaignMachine, in Chromium', () => {
  // The library writes into what it reads: with something frozen in it the machine is never announced.
  it('is shown by a page off line: its definition, its events, its snapshots', async () => {
    const { origin, messages } = await serve();
    await browse(origin);
    await vi.waitFor(() => expect(messages).toHaveLength(9), 30_000);
    const { sessionId } = messages[0] as InspectionMessage;
    const expected = [
      'is cancelled',
      ': xstate.init',
      '→ draft',
      ': SCHEDULE',
      '→ ready',
      ': COMPLETE',
      '→ ready',
      ': CANCEL',
      '→ cancelled',
    ].map((what) => `${sessionId}${what.startsWith(':') ? '' : ' '}${what}`);
    // Requests overtake each other: what came is compared, in whatever order.
    expect(messages.map(told).sort()).toEqual(expected.sort());
    expect(definitionIn(messages.find(({ type }) => type === '@xstate.actor'))).toStrictEqual(
      definition,
    );
  });
});
