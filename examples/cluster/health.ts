import { setTimeout } from 'node:timers/promises';
import { Hono } from 'hono';

/** Something that a process cannot work without. */
export interface Check {
  readonly name: string;
  /** Rejects if it is not there. May take as long as it likes, or never answer. */
  look(): Promise<unknown>;
}

/** A probe that takes longer than this has failed for whoever asks. */
const lookMs = 1_000;

const isThere = async ({ look }: Check): Promise<boolean> => {
  const late = new AbortController();
  try {
    const answered = look().then(() => true);
    return await Promise.race([answered, setTimeout(lookMs, false, { signal: late.signal })]);
  } catch {
    return false;
  } finally {
    late.abort();
  }
};

/**
 * `/health/live`: the process runs, and starting it again would help nobody. `/health/ready`: all that it
 * needs is there; 503 names what is missing. A database that is away makes a process unready and never
 * dead: it goes on by itself when the database is back.
 */
export const createHealth = (checks: readonly Check[]): Hono => {
  const health = new Hono();
  health.get('/health/live', (context) => context.json({ live: true }));
  health.get('/health/ready', async (context) => {
    const found = await Promise.all(checks.map(isThere));
    const missing = checks.filter((_, index) => !found[index]).map(({ name }) => name);
    return context.json({ ready: missing.length === 0, missing }, missing.length === 0 ? 200 : 503);
  });
  return health;
};
