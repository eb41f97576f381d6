import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createSqlite, type SqliteAdapter } from 'campaign-machine/sqlite';

/** Where things are in a data folder, whichever program keeps its campaigns there. */
export const dataPaths = (folder: string) => ({
  database: join(folder, 'campaigns.db'),
  arrivals: join(folder, 'arrivals'),
});

/** Opens the database in this folder, and makes both where they are missing. */
export const openDatabase = async (
  folder: string,
  busyTimeoutMs = 5_000,
): Promise<SqliteAdapter> => {
  await mkdir(dataPaths(folder).arrivals, { recursive: true });
  const database = createSqlite({ path: dataPaths(folder).database, busyTimeoutMs });
  await database.migrate();
  return database;
};
