import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the data is if nothing else is said; git ignores it. */
export const defaultData = fileURLToPath(new URL('../.data', import.meta.url));

/** Where the built pages are. */
export const builtPages = fileURLToPath(new URL('../web/dist', import.meta.url));

/** Where the console's own things are in its data folder, beside what all programs have there. */
export const consolePaths = (folder: string) => ({
  file: join(folder, 'console.db'),
  vapidKeys: join(folder, 'vapid-keys.json'),
});
