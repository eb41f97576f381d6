import { describe } from 'vitest';
import { fullStackTests } from '../../servers/full-stack.js';
import { serverUrl } from '../postgres/postgres-system.js';

describe.skipIf(!serverUrl)('campaigns with jobs of pg-boss, in several processes', () => {
  fullStackTests('pg-boss');
});
