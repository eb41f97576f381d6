import { readFile, writeFile } from 'node:fs/promises';
import webPush, { type VapidKeys } from 'web-push';
import { z } from 'zod';

const storedKeys = z.object({ publicKey: z.string(), privateKey: z.string() });

const parse = (path: string, text: string): VapidKeys => {
  try {
    return storedKeys.parse(JSON.parse(text));
  } catch {
    throw new Error(
      `${path} holds no VAPID keys: expected {"publicKey": "…", "privateKey": "…"}. ` +
        'Delete it for new ones; subscriptions that were made for the old ones are lost then.',
    );
  }
};

const read = async (path: string): Promise<VapidKeys | undefined> => {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : parse(path, text);
};

/**
 * The keys that sign every message, made when they are asked for the first time. A browser's
 * subscription takes messages only from the key it was made for, so they are kept.
 */
export const readOrMakeVapidKeys = async (path: string): Promise<VapidKeys> => {
  const kept = await read(path);
  if (kept) return kept;
  const made = webPush.generateVAPIDKeys();
  try {
    await writeFile(path, `${JSON.stringify(made)}\n`, { mode: 0o600, flag: 'wx', flush: true });
    return made;
  } catch (error) {
    // Another console on the same folder was faster: its keys are the ones.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return (await read(path)) ?? made;
  }
};
