import type { Script } from './actors.js';
import { campaignsOf, worker } from './actors.js';
import type { Execution } from './execution.js';
import { placesOf } from './moment.js';
import type { Work } from './scenario.js';
import type { World } from './world.js';

/** What must hold in the end. */
export const endPromises = [
  'it-ends',
  'ends-as-decided',
  'all-is-settled',
  'idempotent-is-sent-again',
  'no-doubt-without-trouble',
  'dequeued-is-gone',
] as const;

type EndPromise = (typeof endPromises)[number];

const stepsMax = 1000;
const pauseMs = 1000;
const roundsMax = 30;

const isOver = ({ campaign }: World): boolean =>
  (campaign.record.status === 'sent' || campaign.record.status === 'cancelled') &&
  campaign.effects.every(({ settledAs }) => settledAs !== null) &&
  campaign.leases.every(({ endedAt }) => endedAt !== null);

/** Sweeps now and then until there is nothing left to do. */
const janitor =
  (world: World): Script =>
  async (process) => {
    const campaigns = campaignsOf(world, process);
    for (let round = 0; round < roundsMax && !isOver(world); round += 1) {
      await campaigns.sweep();
      await process.clock.sleep(pauseMs);
    }
  };

/** A worker that takes the campaign up whenever the store says that it wants one. */
const rescuer =
  (world: World, work: Work): Script =>
  async (process) => {
    const takeUp = worker(world, { ...work, roundsMax: 1 });
    for (let round = 0; round < roundsMax && !isOver(world); round += 1) {
      const waiting = await world.memory.store.waiting(1);
      if (waiting.length > 0) await takeUp(process);
      await process.clock.sleep(pauseMs);
    }
  };

/** Everybody in turn, as long as anybody can do anything; time passes when nobody can. */
const runOn = async (execution: Execution): Promise<void> => {
  for (let step = 0; step < stepsMax; step += 1) {
    const { choices } = execution;
    // The first is whoever was there first: a step, a timer, and only then time itself.
    const next = choices.find((choice) => ['run', 'wake', 'pass'].includes(choice.do));
    if (next === undefined) return;
    await execution.take(next);
  }
  execution.fail('it-ends', `${stepsMax} more steps and no end`);
};

const broken = ({ world, scenario }: Execution): readonly [EndPromise, string] | null => {
  const { record, effects, leases } = world.campaign;
  const { status } = record;
  const told = world.facts.said.filter(({ answer }) => answer?.event === 'CANCEL');
  if (!isOver(world)) {
    const open = effects.filter(({ settledAs }) => settledAs === null).map(({ effect }) => effect);
    const live = leases.filter(({ endedAt }) => endedAt === null).map(({ token }) => token);
    return ['it-ends', `${status}, open: ${open.join() || 'nothing'}, live: ${live.join()}`];
  }
  if (told.some(({ answer }) => answer?.accepted) && status !== 'cancelled')
    return ['ends-as-decided', status];
  if (scenario.hasOwnLoop) return null;
  const places = placesOf(world.campaign);
  const open = places.find(({ letter }) => 'bB'.includes(letter));
  if (open) return ['all-is-settled', `${open.id} is ${open.letter}`];
  if (scenario.deliveryIsIdempotent) {
    const left = places.find(({ letter }) => letter === 'i');
    return left && status === 'sent' ? ['idempotent-is-sent-again', left.id] : null;
  }
  const isCalm = Object.values(scenario.budgets).every((n) => n === 0);
  const doubtful = places.find(({ letter }) => letter === 'i');
  const isSaid = Object.values(scenario.outcomes).some((all) =>
    all.some(({ outcome }) => outcome === 'in-doubt'),
  );
  if (doubtful && isCalm && !isSaid) return ['no-doubt-without-trouble', doubtful.id];
  return null;
};

const leftInQueue = ({ world, scenario }: Execution): boolean =>
  world.campaign.record.cancellation?.from === 'ready' &&
  // Of two relays at once, one can be late with an enqueue; its job then dies at START.
  Object.keys(scenario.cast).filter((name) => /relay|sweep/.test(name)).length <= 1 &&
  world.memory.dump().jobs.length > 0;

/**
 * What holds when everybody who is left runs on, with one more worker and a sweep: the campaign ends
 * as it was decided, nothing is left open, nobody is lost.
 */
export const recover = async (execution: Execution): Promise<void> => {
  const { world, scenario } = execution;
  // With a loop of its own, whoever sends it is part of the scenario.
  if (!scenario.hasOwnLoop) {
    await world.start('rescuer', rescuer(world, scenario));
  }
  await world.start('janitor', janitor(world));
  await runOn(execution);
  const wrong = broken(execution);
  if (wrong) execution.fail(...wrong);
  if (leftInQueue(execution)) execution.fail('dequeued-is-gone', 'a job is left');
};
