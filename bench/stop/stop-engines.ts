/** What `npm run bench:stop` can run on, the usual one first. */
export const stopEngines = ['sqlite', 'postgres', 'pg-boss', 'bullmq'] as const;
