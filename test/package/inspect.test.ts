import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { run } from './run.js';

const { consumers, nodes } = inject('workshop');
const program = fileURLToPath(new URL('consumer/inspect.mjs', import.meta.url));

describe.each(nodes)('campaign-machine/inspect on Node $version', ({ binary }) => {
  it.each(Object.entries(consumers))('shows a campaign with the %s peers', async (_, project) => {
    await copyFile(program, join(project, 'inspect.mjs'));
    const { shown, dropped } = JSON.parse(await run(binary, ['inspect.mjs'], project));
    const [before, enqueued, event, after, effect] = shown;
    expect([before, enqueued, event, effect]).toEqual([
      'is ready',
      'enqueue done',
      'CANCEL',
      'dequeue done',
    ]);
    expect(JSON.parse(after)).toMatchObject({
      status: 'done',
      value: 'cancelled',
      context: { campaignId: 'sale' },
    });
    expect(dropped).toBe(0);
  });
});
