import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Engine, engines, planChaos } from './chaos-plan.js';
import { describeOutcome } from './describe-outcome.js';
import { playChaos } from './play-chaos.js';
import { endPrograms } from './programs.js';

const serverUrl = inject('postgres');
const seed = Number(process.env['CAMPAIGN_CHAOS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

// `npm run chaos` goes on for ten minutes, with 20 campaigns to 200,000.
const short = { durationMs: 12_000, campaigns: 6, recipients: 4000 };
const timeout = 180_000;

const play = async (engine: Engine, sabotage?: 'deaf' | 'twice') => {
  const plan = planChaos({ ...short, seed, engine });
  const outcome = await playChaos(plan, {
    serverUrl: serverUrl ?? '',
    ...(sabotage ? { sabotage } : {}),
  });
  return { ...outcome, text: describeOutcome(plan, outcome) };
};

describe.skipIf(!serverUrl)('four workers, an API and servers that fail at random', () => {
  beforeAll(() => {
    console.log(`chaos seed ${seed}: CAMPAIGN_CHAOS_SEED=${seed} plays the same plan again`);
  });
  afterAll(endPrograms);

  it.each(engines)(
    'keep every promise: %s',
    async (engine) => {
      // Its Redis is a process of its own, but no less needed than the one that others look for.
      if (engine === 'bullmq' && !inject('redis')) return;
      const { broken, text } = await play(engine);
      console.log(`${engine}, seed ${seed}\n${text}`);
      expect(broken, text).toEqual([]);
    },
    timeout,
  );

  it(
    'is found out where the workers ignore the fence',
    async () => {
      const { broken } = await play('postgres', 'deaf');
      expect(broken.map(({ promise }) => promise)).toContain('received');
    },
    timeout,
  );
});
