import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createArrivals } from '../../examples/push/arrivals.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'campaign-machine-arrivals-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('createArrivals', () => {
  it('goes on counting where an earlier process was killed', () => {
    const before = createArrivals(folder);
    expect(before.add('sale/1', 'ann')).toBe(true);
    expect(before.add('sale/1', 'bob')).toBe(true);
    expect(before.add('sale/2', 'ann')).toBe(true);

    const after = createArrivals(folder);
    expect(after.counts('sale/1')).toEqual({ arrived: 2, duplicates: 0 });
    expect(after.add('sale/1', 'ann')).toBe(false);
    expect(after.copies('sale/1', 'ann')).toBe(2);
    expect(after.counts('sale/1')).toEqual({ arrived: 2, duplicates: 1 });
    expect(createArrivals(folder).counts('sale/1')).toEqual({ arrived: 2, duplicates: 1 });
    expect(after.counts('sale/2')).toEqual({ arrived: 1, duplicates: 0 });
  });

  it('leaves nothing behind for a campaign of which nothing arrived', async () => {
    expect(createArrivals(folder).counts('none')).toEqual({ arrived: 0, duplicates: 0 });
    expect(await readdir(folder)).toEqual([]);
  });
});
