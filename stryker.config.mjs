// The same cases for every mutant: one that is killed by luck is not killed.
process.env['FC_SEED'] ??= '1';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: ['src/{lifecycle,machine,foreign}/**/*.ts'],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts' },
  // A survivor is a missing test, or it is explained by a comment where it lives.
  thresholds: { high: 100, low: 100, break: 100 },
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'reports/mutation.json' },
  // What was found about a mutant holds as long as neither it nor a test of it has changed, so that only
  // the rest is tried again. `npx stryker run --force` tries all of them.
  incremental: true,
  incrementalFile: 'test/mutation/known-mutants.json',
  // A slow machine must not turn a survivor into a timeout, which counts as killed.
  timeoutMS: 30_000,
};
