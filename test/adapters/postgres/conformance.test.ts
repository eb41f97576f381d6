import { describe, it } from 'vitest';
import { everySuite } from './every-suite.js';
import { postgresSystem, serverUrl } from './postgres-system.js';

describe.skipIf(!serverUrl)('createPostgres', () => {
  const suites = everySuite(
    () => postgresSystem(),
    () => postgresSystem({ realTime: true }),
  );
  describe.each(Object.entries(suites))('%s', (_, cases) => {
    for (const { name, run } of cases) it(name, run);
  });
});
