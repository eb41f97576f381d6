import { describe, inject, it } from 'vitest';
import { playStop } from './stop-story.js';
import { startTestCluster } from './test-cluster.js';

const servers = { postgres: inject('postgres'), redis: inject('redis') };

describe.skipIf(!servers.postgres)('npm run cluster -- --queue', () => {
  const play = async (queue: 'pg-boss' | 'bullmq') => {
    const cluster = await startTestCluster(queue);
    try {
      await playStop(cluster);
    } finally {
      await cluster.dispose();
    }
  };

  it.concurrent('pg-boss: two workers share a campaign, and a cancel stops both', () =>
    play('pg-boss'));

  it.skipIf(!servers.redis).concurrent('bullmq: the same, with jobs in Redis', () =>
    play('bullmq'),
  );
});
