import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Campaigns } from 'campaign-machine/service';
import { createSqlite, type SqliteAdapter } from 'campaign-machine/sqlite';

/** Where the data is if nothing else is said; git ignores it. */
export const defaultData = fileURLToPath(new URL('.data', import.meta.url));

/** Campaigns that ended longer ago than this are forgotten, so that the folder does not grow for ever. */
const keepMs = 24 * 60 * 60 * 1000;

/** Where things are in the data folder. */
export const dataPaths = (folder: string) => ({
  database: join(folder, 'campaigns.db'),
  arrivals: join(folder, 'arrivals'),
  audience: (size: number) => join(folder, `audience-${size}.jsonl`),
});

/** Opens the database in this folder, and makes both where they are missing. */
export const openDatabase = async (folder: string): Promise<SqliteAdapter> => {
  await mkdir(dataPaths(folder).arrivals, { recursive: true });
  const database = createSqlite({ path: dataPaths(folder).database });
  await database.migrate();
  return database;
};

/** Deletes campaigns that are long over, and what the endpoint recorded of those that are gone. */
export const forgetOld = async (campaigns: Campaigns, folder: string): Promise<void> => {
  await campaigns.purge({ before: new Date(Date.now() - keepMs) });
  const { arrivals } = dataPaths(folder);
  for (const name of await readdir(arrivals)) {
    const isKnown = await campaigns.context.store.read(decodeURIComponent(name));
    if (!isKnown) await rm(join(arrivals, name));
  }
};
