import { describe, expect, inject, it, vi } from 'vitest';
import { isAlive } from '../examples/demo-process.js';
import { playStop } from './stop-story.js';
import { startTestCluster } from './test-cluster.js';

/** Five processes that start one after the other, and a story, on a machine that has other things to do. */
const timeout = 180_000;

const servers = { postgres: inject('postgres'), redis: inject('redis') };

describe.skipIf(!servers.postgres)('npm run cluster -- --queue', () => {
  const play = async (queue: 'pg-boss' | 'bullmq') => {
    const cluster = await startTestCluster(queue);
    try {
      await playStop(cluster);
      const pids = ['push-endpoint', 'api', 'worker-1', 'worker-2'].map(cluster.pidOf);
      expect(pids.every(isAlive)).toBe(true);
      cluster.run.child.kill('SIGKILL');
      await vi.waitFor(() => expect(pids.some(isAlive)).toBe(false), { timeout: 10_000 });
    } finally {
      await cluster.dispose();
    }
  };

  it(
    'pg-boss: two workers share a campaign, and a cancel stops both, and nobody outlives the supervisor',
    () => play('pg-boss'),
    timeout,
  );

  it.skipIf(!servers.redis)('bullmq: the same, with jobs in Redis', () => play('bullmq'), timeout);
});
