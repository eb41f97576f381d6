import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** What every fast-check property of this run starts from. */
    fastCheckSeed: number;
  }
}

const seedsMax = 2 ** 31;

/** Draws the seed of this run, or takes the one to replay, and prints it before any test runs. */
export const setup = (project: TestProject): void => {
  const wanted = process.env['FC_SEED'];
  const seed = wanted === undefined ? Math.floor(Math.random() * seedsMax) : Number(wanted);
  if (!Number.isSafeInteger(seed)) throw new Error(`FC_SEED must be an integer; got "${wanted}".`);
  project.provide('fastCheckSeed', seed);
  console.log(`fast-check seed ${seed}: FC_SEED=${seed} npm test walks the same cases again`);
};
