import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { killAll } from './demo-process.js';

/** Gives each test a data folder of its own; the programs that use it end with the test. */
export const eachInItsFolder = (): { readonly path: string } => {
  const folder = { path: '' };
  beforeEach(async () => {
    folder.path = await mkdtemp(join(tmpdir(), 'campaign-machine-demo-'));
  });
  afterEach(async () => {
    killAll();
    // The endpoint follows its parent a moment later, and may write until then.
    await rm(folder.path, { recursive: true, maxRetries: 10 });
  });
  return folder;
};
