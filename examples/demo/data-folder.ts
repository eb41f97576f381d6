import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Campaigns } from 'campaign-machine/service';
import { dataPaths } from '../shared/data-folder.js';

/** Where the data is if nothing else is said; git ignores it. */
export const defaultData = fileURLToPath(new URL('.data', import.meta.url));

/** Campaigns that ended longer ago than this are forgotten, so that the folder does not grow for ever. */
const keepMs = 24 * 60 * 60 * 1000;

/** The file with so many subscribers. */
export const audiencePathOf = (folder: string, size: number): string =>
  join(folder, `audience-${size}.jsonl`);

/** Deletes campaigns that are long over, and what the endpoint recorded of those that are gone. */
export const forgetOld = async (campaigns: Campaigns, folder: string): Promise<void> => {
  await campaigns.purge({ before: new Date(Date.now() - keepMs) });
  const { arrivals } = dataPaths(folder);
  for (const name of await readdir(arrivals)) {
    const isKnown = await campaigns.context.store.read(decodeURIComponent(name));
    if (!isKnown) await rm(join(arrivals, name));
  }
};
