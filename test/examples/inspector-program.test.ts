import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createWebSocketInspector } from '@statelyai/inspect';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createMemory } from '../../src/adapters/memory/index.js';
import { inspectCampaigns } from '../../src/inspect/index.js';
import { createCampaigns } from '../../src/service/index.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** As `npm run inspector -- …` starts it. */
const start = (...options: string[]): ChildProcessWithoutNullStreams => {
  const program = ['--import', 'tsx', 'examples/inspector/main.ts', ...options];
  const child = spawn(process.execPath, program, { cwd: root });
  onTestFinished(() => void child.kill());
  return child;
};

it('npm run inspector prints what the campaigns of another process do', async () => {
  let printed = '';
  start('--port', '0').stdout.on('data', (chunk) => {
    printed += chunk;
  });
  const url = await vi.waitFor(() => {
    const [found] = /ws:\S+\d/.exec(printed) ?? [];
    return found ?? Promise.reject(new Error(`Expected where to connect to; got ${printed}`));
  }, 30_000);

  const inspector = createWebSocketInspector({ url });
  const observe = inspectCampaigns({ inspector });
  const campaigns = createCampaigns({ ...createMemory({ joinsTransaction: true }), observe });
  await campaigns.adopt('autumn-sale', 'ready');
  await campaigns.cancel('autumn-sale');
  await campaigns.start('autumn-sale');
  await vi.waitFor(() => expect(printed).toContain('START rejected (too-late)\n'), 10_000);
  inspector.stop();
  const lines = printed.split('\n').slice(1, -1);
  expect(lines.map((line) => line.replace(/^[\d:.]{12} {2}/, ''))).toEqual([
    'autumn-sale  is ready',
    'autumn-sale  enqueue done',
    'autumn-sale  CANCEL',
    'autumn-sale  → cancelled',
    'autumn-sale  dequeue done',
    'autumn-sale  START rejected (too-late)',
  ]);
});

it('npm run inspector says what to do where it cannot listen', async () => {
  const child = start('--port', '99999');
  const [stderr, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  expect(stderr).toMatch(/^No relay on port 99999 \(.*\)\. Try another one: --port 9000\n$/);
  expect(exitCode).toBe(2);
});
