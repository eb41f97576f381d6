import { describe, it } from 'vitest';
import { testCampaignQueue } from '../../../src/testing/index.js';
import { serverUrl } from '../postgres/postgres-system.js';
import { pgBossSystem } from './pg-boss-system.js';

describe.skipIf(!serverUrl)('createPgBoss', () => {
  for (const { name, run } of testCampaignQueue({ create: pgBossSystem })) it(name, run);
});
