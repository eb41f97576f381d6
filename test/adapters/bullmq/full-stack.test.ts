import { describe, inject } from 'vitest';
import { fullStackTests } from '../../servers/full-stack.js';
import { serverUrl } from '../postgres/postgres-system.js';

describe.skipIf(!serverUrl || !inject('redis'))(
  'campaigns with jobs of BullMQ, in several processes',
  () => {
    fullStackTests('bullmq');
  },
);
