import fs, { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { describe, expect, it } from 'vitest';
import { createLogSync } from '../../../src/adapters/sqlite/log-sync.js';
import { SqliteAdapterError } from '../../../src/adapters/sqlite/sqlite-adapter-error.js';

/** A disk that is done when the test says so. */
const slowDisk = () => {
  const syncs: ((error: Error | null) => void)[] = [];
  const file = openSync(devNull, 'r+');
  const log = createLogSync(file, (_file, done) => syncs.push(done));
  const isOpen = () => {
    try {
      fs.fstatSync(file);
      return true;
    } catch {
      return false;
    }
  };
  return { log, syncs, isOpen, dispose: () => isOpen() && closeSync(file) };
};

const outcomeOf = (promise: Promise<void>) => {
  const seen = { outcome: 'waits' };
  promise.then(
    () => {
      seen.outcome = 'synced';
    },
    (error: unknown) => {
      seen.outcome = error instanceof SqliteAdapterError ? error.code : 'another error';
    },
  );
  return seen;
};

const turn = () => new Promise(setImmediate);

describe('createLogSync', () => {
  it('does not let a sync answer for what came after it began, and lets all who wait share the next', async () => {
    const { log, syncs, dispose } = slowDisk();
    const first = outcomeOf(log.synced());
    const later = [outcomeOf(log.synced()), outcomeOf(log.synced())];
    expect(syncs).toHaveLength(1);
    syncs[0]?.(null);
    await turn();
    expect([first, ...later].map(({ outcome }) => outcome)).toEqual(['synced', 'waits', 'waits']);
    expect(syncs).toHaveLength(2);
    syncs[1]?.(null);
    await turn();
    expect(later.map(({ outcome }) => outcome)).toEqual(['synced', 'synced']);
    expect(syncs).toHaveLength(2);
    dispose();
  });

  it('rejects for those whom a sync that failed was for, and goes on', async () => {
    const { log, syncs, dispose } = slowDisk();
    const first = outcomeOf(log.synced());
    const second = outcomeOf(log.synced());
    syncs[0]?.(new Error('EIO'));
    await turn();
    expect([first.outcome, second.outcome]).toEqual(['disk', 'waits']);
    syncs[1]?.(null);
    await turn();
    expect(second.outcome).toBe('synced');
    dispose();
  });

  it('closes its file after those who wait, and refuses everybody who comes later', async () => {
    const { log, syncs, isOpen } = slowDisk();
    const first = outcomeOf(log.synced());
    const second = outcomeOf(log.synced());
    log.close();
    log.close();
    const late = outcomeOf(log.synced());
    syncs[0]?.(null);
    expect(isOpen()).toBe(true);
    syncs[1]?.(null);
    await turn();
    expect([first, second, late].map(({ outcome }) => outcome)).toEqual([
      'synced',
      'synced',
      'closed',
    ]);
    expect(isOpen()).toBe(false);
  });
});
