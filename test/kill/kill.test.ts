import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSeededRandom } from '../../bench/seeded-random.js';
import { checkRound } from './check-round.js';
import { startEndpoint } from './endpoint-process.js';
import { type Lot, playRound } from './play-round.js';
import { endPrograms } from './start-program.js';
import { openSystem, type System } from './system.js';
import { namedWindows, type PlannedKill, planKills, type WindowName } from './windows.js';

// A few in `npm test`; vitest.kill.config.ts has them all.
const killCount = Number(process.env['CAMPAIGN_KILLS'] ?? 6);
const attemptsMax = 10;
const seed = Number(process.env['CAMPAIGN_KILL_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const random = createSeededRandom(seed);
const upTo = (max: number): number => Math.floor(random() * max);

const cancels = ['at death', 'later', null, null] as const;

const lotFor = ({ scene }: PlannedKill): Lot => {
  const isShared = ['claim', 'begin', 'request', 'answer'].includes(scene.step) && upTo(3) === 0;
  return {
    // The others leave it less to do, so it may not come by as often.
    nth: 1 + upTo(isShared ? 1 : scene.nthMax),
    data: { audience: 12 + upTo(13), cutsShort: upTo(2) === 0 },
    cancel: scene.role === 'worker' ? (cancels[upTo(cancels.length)] ?? null) : null,
    isShared,
  };
};

// All is drawn before anything runs, so that the same seed plans the same rounds.
const rounds = planKills(killCount).map((kill, index) => ({
  id: `round-${index}`,
  kill,
  lot: lotFor(kill),
}));
const windows = [...new Set(rounds.map(({ kill }) => kill.window))];
const counts = new Map<WindowName, number>();

describe('a worker, a canceller or a scheduler that is killed with SIGKILL', () => {
  let folder: string;
  let joined: System;
  let outside: System;

  beforeAll(async () => {
    console.log(`kill seed ${seed}: CAMPAIGN_KILL_SEED=${seed} plans the same kills again`);
    folder = await mkdtemp(join(tmpdir(), 'campaign-machine-kill-'));
    const endpoint = await startEndpoint();
    [joined, outside] = await Promise.all([
      openSystem(folder, endpoint, false),
      openSystem(folder, endpoint, true),
    ]);
  }, 60_000);

  afterAll(async () => {
    joined.close();
    outside.close();
    await endPrograms();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  });

  it.concurrent.each(windows)(
    'loses nothing and sends nothing twice: %s',
    async (window) => {
      for (const { id, kill, lot } of rounds.filter((round) => round.kill.window === window)) {
        const system = kill.scene.isOutside ? outside : joined;
        // A worker that others leave nothing to do, or whose lease runs out on a machine that has no
        // time for it, finishes without having been where it was to die: once more.
        for (let attempt = 1; ; attempt += 1) {
          const round = await playRound(system, `${id}-${attempt}`, kill, lot);
          await checkRound(system, round);
          if (round.isKilled) break;
          expect(attempt, round.title).toBeLessThan(attemptsMax);
        }
        counts.set(window, (counts.get(window) ?? 0) + 1);
      }
    },
    240_000,
  );

  it(`died ${killCount} times, in every window`, () => {
    const lines = windows.map((window) => `  ${window.padEnd(24)} ${counts.get(window) ?? 0}`);
    console.log(`kills by window (seed ${seed})\n${lines.join('\n')}`);
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    expect(total).toBe(killCount);
    const least = killCount >= 100 ? 5 : 1;
    for (const window of Object.keys(namedWindows) as WindowName[]) {
      expect(counts.get(window), window).toBeGreaterThanOrEqual(least);
    }
  });
});
