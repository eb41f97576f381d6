import { describe, it } from 'vitest';
import { testCampaignStore } from '../../../src/testing/index.js';
import { drivers } from './drivers.js';
import { sqliteSystem } from './sqlite-system.js';

describe.each(drivers)('createSqlite on $name', (driver) => {
  const create = () => sqliteSystem(driver);
  describe('store', () => {
    for (const { name, run } of testCampaignStore({ create })) it(name, run);
  });
});
