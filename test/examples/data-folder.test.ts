import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCampaigns } from 'campaign-machine/service';
import { createSqlite } from 'campaign-machine/sqlite';
import { describe, expect, it } from 'vitest';
import { forgetOld } from '../../examples/demo/data-folder.js';
import { dataPaths, openDatabase } from '../../examples/shared/data-folder.js';
import { eachInItsFolder } from './in-data-folder.js';

const dayMs = 24 * 60 * 60 * 1000;
const folder = eachInItsFolder();

describe('forgetOld', () => {
  it('deletes what ended more than a day ago, with what the endpoint recorded of it', async () => {
    const { database: path, arrivals } = dataPaths(folder.path);
    const database = await openDatabase(folder.path);
    const campaigns = createCampaigns(database);
    const back = createSqlite({ path, now: () => Date.now() - 2 * dayMs });
    const before = createCampaigns(back);
    await before.adopt('old', 'sent');
    await before.adopt('old but open', 'sending');
    await campaigns.adopt('new', 'cancelled');
    const names = ['old', 'old but open', 'new', 'never/was'].map(encodeURIComponent);
    for (const name of names) await writeFile(join(arrivals, name), 'subscriber-000001\n');

    await forgetOld(campaigns, folder.path);
    const { campaigns: left } = await campaigns.list();
    expect(left.map(({ id }) => id)).toEqual(['new', 'old but open']);
    expect((await readdir(arrivals)).sort()).toEqual(['new', 'old%20but%20open']);
    back.close();
    database.close();
  });
});
