import { setTimeout as sleep } from 'node:timers/promises';
import { isFinal } from '../../src/lifecycle/index.js';
import type { CampaignReport } from '../../src/service/index.js';
import { type ChaosPlan, concurrency, type Fault, leaseMs } from './chaos-plan.js';
import { createCommander } from './commander.js';
import { type Crew, startCrew } from './crew.js';
import type { Arrival, CampaignEvidence } from './evidence.js';
import { createDatabase, type OwnRedis, prepareRedis } from './own-servers.js';
import { startProgram } from './programs.js';
import { type Broken, findBroken } from './promises.js';
import type { Sabotage } from './sabotage.js';
import { openWatcher, type Watcher } from './watcher.js';

/** What came of a run. */
export interface ChaosOutcome {
  readonly broken: readonly Broken[];
  readonly campaigns: readonly CampaignEvidence[];
  /** Processes that ended by themselves and were started again. */
  readonly gaveUp: number;
}

/** Where the run happens, and what is to be seen of it. */
export interface ChaosSurroundings {
  /** A PostgreSQL in which a database may be made. */
  readonly serverUrl: string;
  readonly sabotage?: Sabotage;
  readonly say?: (line: string) => void;
}

// Everything is there again: a campaign of which nothing has moved for so long never will end.
const standsStillMs = 120_000;

/** How far a campaign has come. What is only claimed and given back again is no way forward. */
const progressOf = ({ status, counts }: CampaignReport): string => {
  if (counts === 'unknown') return status;
  const { delivered, failed, inDoubt, skipped } = counts;
  return `${status} ${delivered + failed + inDoubt + skipped}`;
};
const lookEveryMs = 250;

const bound = { perWorker: 2 * concurrency, withinMs: leaseMs };

/** What a fault is done to. */
interface Victims {
  readonly crew: Crew;
  readonly watcher: Watcher;
  readonly redis: OwnRedis | null;
}

const strike = async (fault: Fault, { crew, watcher, redis }: Victims): Promise<void> => {
  switch (fault.type) {
    case 'kill':
      return crew.kill(fault.who, fault.downMs);
    case 'freeze':
      return crew.freeze(fault.who, fault.forMs);
    case 'cut':
      return watcher.cut(fault.every, fault.offset);
    case 'flush Redis':
      return redis?.flush();
    default:
      await redis?.stop();
      await sleep(fault.downMs);
      await redis?.start();
  }
};

/** Does each at its time; resolves when the last is over. */
const playTimed = async <Timed extends { readonly atMs: number }>(
  items: readonly Timed[],
  startedAt: number,
  play: (item: Timed) => Promise<void>,
): Promise<void> => {
  const playing: Promise<void>[] = [];
  for (const item of items.toSorted((a, b) => a.atMs - b.atMs)) {
    await sleep(Math.max(0, startedAt + item.atMs - performance.now()));
    playing.push(play(item));
  }
  await Promise.all(playing);
};

/** Resolves when it has ended and nobody has anything to do, or when it stands still. */
const drain = async (watcher: Watcher, id: string): Promise<void> => {
  let seen = '';
  let movedAt = performance.now();
  for (;;) {
    const report = await watcher.report(id);
    const { status, workers, openEffects } = report;
    if (isFinal(status) && workers.length + openEffects.length === 0) return;
    const found = progressOf(report);
    if (found !== seen) movedAt = performance.now();
    // That it has not ended is found among the promises.
    if (performance.now() - movedAt > standsStillMs) return;
    seen = found;
    await sleep(lookEveryMs);
  }
};

/** Plays the plan on real processes and servers, lets everything come to its end, and looks. */
export const playChaos = async (
  plan: ChaosPlan,
  { serverUrl, sabotage, say = () => {} }: ChaosSurroundings,
): Promise<ChaosOutcome> => {
  const database = await createDatabase(serverUrl);
  const redis = plan.engine === 'bullmq' ? await prepareRedis() : null;
  const watcher = await openWatcher(database.url);
  let crew: Crew | undefined;
  try {
    await redis?.start();
    await watcher.migrate();
    const endpoint = await startProgram('endpoint', { answerMs: plan.answerMs });
    const origin = `http://127.0.0.1:${endpoint.port}`;
    const servers = { databaseUrl: database.url, redisUrl: redis?.url ?? '' };
    const orders = { ...servers, engine: plan.engine, origin, sabotage: sabotage ?? null };
    const running = await startCrew(orders);
    crew = running;
    const commander = createCommander(() => running.apiOrigin());
    const startedAt = performance.now();
    const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(1);
    const asked = playTimed(commander.commandsOf(plan.plannedCampaigns), startedAt, (command) =>
      commander.give(command),
    );
    await playTimed(plan.faults, startedAt, async (fault) => {
      say(`${seconds()} s: ${JSON.stringify(fault)}`);
      await strike(fault, { crew: running, watcher, redis });
    });
    say(`${seconds()} s: no more faults`);
    await redis?.start();
    await running.recover();
    await asked;
    const ids = plan.plannedCampaigns.map(({ id }) => id);
    for (const id of ids) await drain(watcher, id);
    say(`${seconds()} s: over`);
    const campaigns: CampaignEvidence[] = [];
    for (const planned of plan.plannedCampaigns) {
      const record = await fetch(`${origin}/record/${planned.id}`);
      const arrivals = (await record.json()) as readonly Arrival[];
      const acceptedAnswers = commander.accepted(planned.id);
      campaigns.push(await watcher.evidence(planned, { acceptedAnswers, arrivals }));
    }
    const broken = findBroken(campaigns, bound, running.frozen);
    return { broken, campaigns, gaveUp: running.gaveUp() };
  } finally {
    crew?.end();
    await watcher.close();
    await redis?.remove();
    await database.drop();
  }
};
