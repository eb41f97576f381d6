import { describe, inject, it } from 'vitest';
import { testAbortSignals, testCampaignQueue } from '../../../src/testing/index.js';
import { bullmqSystem } from './bullmq-system.js';

const redisUrl = inject('redis');

describe.skipIf(!redisUrl)('createBullmq', () => {
  const create = () => bullmqSystem(redisUrl ?? '');
  const suites = {
    queue: testCampaignQueue({ create }),
    signals: testAbortSignals({ create }),
  };
  describe.each(Object.entries(suites))('%s', (_, cases) => {
    for (const { name, run } of cases) it(name, run);
  });
});
