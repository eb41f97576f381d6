import fs, { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createSqlite } from '../../../src/adapters/sqlite/index.js';
import { createCampaigns, createDispatcher } from '../../../src/service/index.js';
import { drivers } from './drivers.js';

const realSync = fs.fdatasync;

/**
 * What would be left after a power cut: the files as they were when the last sync began that has
 * succeeded. Whatever was written later may be there or not, and nobody may count on it.
 */
const watchDisk = (path: string) => {
  const directory = mkdtempSync(join(tmpdir(), 'campaign-disk-'));
  let syncs = 0;
  let kept = -1;
  const copyOf = (number: number) => join(directory, `${number}.db`);
  const wrapped = (file: number, done: (error: Error | null) => void) => {
    const number = syncs;
    syncs += 1;
    for (const end of ['', '-wal']) {
      if (existsSync(path + end)) copyFileSync(path + end, copyOf(number) + end);
    }
    realSync(file, (error) => {
      if (!error) kept = number;
      done(error);
    });
  };
  fs.fdatasync = Object.assign(wrapped, realSync);
  syncBuiltinESMExports();
  return {
    get syncs() {
      return syncs;
    },
    /** The database as it would be found. */
    left: () => copyOf(kept),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
};

afterEach(() => {
  fs.fdatasync = realSync;
  syncBuiltinESMExports();
});

const [driver] = drivers;
if (!driver) throw new Error('There is no driver at all.');

describe('a power cut', () => {
  it('finds whoever was handed over marked as begun, and whoever came back as settled', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'campaign-power-'));
    const path = join(directory, 'campaigns.db');
    const disk = watchDisk(path);
    const sqlite = createSqlite({ open: () => driver.open(path) });
    await sqlite.migrate();
    let settled = 0;
    const campaigns = createCampaigns({
      ...sqlite,
      observe: {
        onDispatchProgress: ({ delivered }) => {
          settled += delivered;
        },
      },
    });
    const lost: string[] = [];
    let asked = 0;

    const deliver = async ({ id }: { readonly id: string }) => {
      asked += 1;
      const left = driver.open(disk.left());
      const states = left
        .prepare(
          'select c.recipients, s.states from campaign_chunk c join campaign_chunk_state s using (campaign, chunk)',
        )
        .all() as { recipients: string; states: string }[];
      left.close();
      const letters = new Map(
        states.flatMap((row) =>
          (JSON.parse(row.recipients) as { id: string }[]).map((recipient, position) => [
            recipient.id,
            row.states[position],
          ]),
        ),
      );
      if (letters.get(id) !== 'b') lost.push(`${id} is ${letters.get(id)}`);
      const delivered = [...letters.values()].filter((letter) => letter === 'd').length;
      if (delivered < settled) lost.push(`${settled} were settled, ${delivered} are there`);
    };
    const recipients = () => Array.from({ length: 60 }, (_, index) => ({ id: `r${index}` }));
    const dispatcher = createDispatcher({
      campaigns,
      recipients,
      deliver,
      concurrency: 7,
      chunkSize: 25,
    });
    await campaigns.create({ id: 'c' });
    await campaigns.schedule('c');
    await dispatcher.runCampaign('c', new AbortController().signal);

    expect(lost).toEqual([]);
    expect(asked).toBe(60);
    // Each of them was a chance to lose something.
    expect(disk.syncs).toBeGreaterThan(60 / 7);
    sqlite.close();
    disk.remove();
    rmSync(directory, { recursive: true, force: true });
  });
});
