import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  testAbortSignals,
  testCampaignQueue,
  testCampaignStore,
  testRecipientLedger,
} from '../../src/testing/index.js';
import { memorySystem } from '../adapters/memory/memory-system.js';
import { codeBlocksIn } from '../docs/code-blocks.js';
import { runnable } from '../docs/runnable.js';

const root = new URL('../../', import.meta.url);
const path = 'docs/guides/conformance.md';
const guide = readFileSync(new URL(path, root), 'utf8');

const suites = [testCampaignStore, testRecipientLedger, testCampaignQueue, testAbortSignals];

describe('docs/guides/conformance.md', () => {
  it('shows ten lines with which node:test runs every case that they do not leave out', async () => {
    const [block] = codeBlocksIn(path, guide);
    if (!block) throw new Error(`${path} has no code.`);
    const lines = block.code.slice(block.code.indexOf('const create')).split('\n');
    expect(lines.length).toBeLessThanOrEqual(10);

    const child = spawn(process.execPath, ['--input-type=module', '--test-reporter=tap'], {
      cwd: fileURLToPath(root),
      timeout: 50_000,
    });
    child.stdin.end(runnable(block));
    const [stdout] = await Promise.all([text(child.stdout), once(child, 'close')]);

    const options = { create: () => memorySystem(), without: ['corruptStatus'] } as const;
    const cases = suites.flatMap((suite) => suite(options));
    expect(stdout).toContain(`# pass ${cases.length}\n`);
    expect(stdout).toContain('# fail 0\n');
  });
});

describe('SuiteOptions.without', () => {
  const without = ['transaction', 'corruptStatus'] as const;
  const namesWith = (options: Partial<Parameters<typeof testCampaignStore>[0]>) =>
    testCampaignStore({ create: () => memorySystem(), ...options }).map(({ name }) => name);

  it('leaves out the cases that need what it names, and no others', () => {
    const left = namesWith({}).filter((name) => !namesWith({ without }).includes(name));
    expect(left).toEqual([
      "commands in a transaction of the embedder's own are written with it",
      'commands in a transaction that rolls back leave no trace',
      'a move that the lifecycle does not have is refused in a transaction too',
      'a stored status that the lifecycle does not know is an error that names the row',
    ]);
  });

  it('has to name what create does not give, or the cases fail and say so', async () => {
    const { transaction: _, corruptStatus: __, ...bare } = memorySystem();
    const names = namesWith({ without });
    const failing = [];
    for (const { name, run } of testCampaignStore({ create: () => bare })) {
      if (names.includes(name)) continue;
      failing.push(await run().catch((error: Error) => error.message));
    }
    expect(failing).toEqual([
      expect.stringContaining("{ without: ['transaction'] }"),
      expect.stringContaining("{ without: ['transaction'] }"),
      expect.stringContaining("{ without: ['transaction'] }"),
      expect.stringContaining("{ without: ['corruptStatus'] }"),
    ]);
  });

  it('has every system disposed of, also that of a case that failed', async () => {
    let disposed = 0;
    const create = () => ({
      ...memorySystem(),
      store: { ...memorySystem().store, now: () => Promise.reject(new Error('no clock')) },
      dispose: () => {
        disposed += 1;
      },
    });
    const [first, second] = testCampaignStore({ create }).filter(({ name }) =>
      /the clock is in whole|an unknown campaign/.test(name),
    );
    await expect(second?.run()).rejects.toThrow('no clock');
    await first?.run();
    expect(disposed).toBe(2);
  });
});
