import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { PushSubscription } from 'web-push';
import { makeSubscriber, type Subscriber, seed } from './subscriber.js';

/**
 * A subscription as the sender stores it. Without the push service's address, which a browser would
 * give as well: here it is another one each time the endpoint is started.
 */
export interface Recipient {
  readonly id: string;
  readonly keys: PushSubscription['keys'];
}

/** So many keys are made between two looks at the signal: about 50 ms. */
const chunkSize = 500;

// The first line follows from everything behind it, so a file that was cut, edited or made for
// another seed or size does not have the first line that it should have.
const headFor = (size: number, body: string): string => {
  const sha256 = createHash('sha256').update(body).digest('hex');
  return `${JSON.stringify({ format: 1, seed, size, sha256 })}\n`;
};

const isIntact = async (path: string, size: number): Promise<boolean> => {
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const bodyStart = content.indexOf('\n') + 1;
  return content.slice(0, bodyStart) === headFor(size, content.slice(bodyStart));
};

const makeBody = async (size: number, signal: AbortSignal): Promise<string> => {
  const lines: string[] = [];
  for (let index = 0; index < size; index += 1) {
    if (index % chunkSize === 0) {
      await setImmediate();
      signal.throwIfAborted();
    }
    lines.push(`${JSON.stringify(makeSubscriber(index))}\n`);
  }
  return lines.join('');
};

const writeAtomically = async (path: string, content: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  // Named after the process, because two programs may be making the same file.
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(unfinished, content, { flush: true });
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
};

/**
 * Sees to it that the file holds this many subscribers: makes it if it is missing or damaged, and
 * keeps it as it is otherwise. Resolves to whether it was made.
 */
export const ensureAudience = async (
  path: string,
  size: number,
  signal: AbortSignal,
): Promise<boolean> => {
  if (await isIntact(path, size)) return false;
  const body = await makeBody(size, signal);
  await writeAtomically(path, headFor(size, body) + body);
  return true;
};

/** Both sides of every subscription in the file, read as they are asked for. */
export async function* readSubscribers(path: string): AsyncGenerator<Subscriber> {
  const file = await open(path);
  try {
    let isHead = true;
    for await (const line of file.readLines()) {
      if (!isHead) yield JSON.parse(line) as Subscriber;
      isHead = false;
    }
  } finally {
    await file.close();
  }
}

/** The subscriptions in the file as the sender stores them. */
export async function* readRecipients(path: string): AsyncGenerator<Recipient> {
  for await (const { id, p256dh, auth } of readSubscribers(path)) {
    yield { id, keys: { p256dh, auth } };
  }
}

/** The subscription at the push service with this origin, as a browser hands it out. */
export const subscriptionAt = (origin: string, { id, keys }: Recipient): PushSubscription => ({
  endpoint: `${origin}/push/${id}`,
  keys,
});
