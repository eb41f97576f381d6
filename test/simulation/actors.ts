import type { CancelOptions } from '../../src/service/campaigns.js';
import type { DeliveryOutcome } from '../../src/service/delivery.js';
import { gatedPorts } from './gated-ports.js';
import type { Work } from './scenario.js';
import type { SimulatedProcess } from './simulated-process.js';
import { campaignId, type World } from './world.js';

/** What a process runs, from its first step to its end. */
export type Script = (process: SimulatedProcess) => Promise<unknown>;

/** Times that all workers have: a lease outlives several beats and is over after a jump. */
export const leaseMs = 3000;
const beatMs = 1000;
// Longer than time can pass in a scenario: what is in flight is always waited for.
const drainMs = 60_000;

/** The service as one process has it. */
export const campaignsOf = (world: World, process: SimulatedProcess) =>
  world.subject.createCampaigns({
    ...gatedPorts(process, world.memory),
    clock: process.clock,
    newId: process.newId,
    // Carried out by the relay, which is a process of its own here.
    carryOutAtOnce: false,
  });

// Before the second try.
const backoffMs = 1000;
const delivered: DeliveryOutcome = { outcome: 'delivered' };

/** Hands a message over, and says later what came of it. */
const deliverFrom = (world: World, process: SimulatedProcess, options: Work) => {
  return async ({ id }: { readonly id: string }): Promise<DeliveryOutcome> => {
    if (process.state === 'crashed') return new Promise(() => {});
    const before = world.facts.handOvers.filter(({ recipient }) => recipient === id).length;
    const outcome = options.outcomes[id]?.[before] ?? delivered;
    const waitMs = outcome.outcome === 'retry' ? (outcome.retryInMs ?? backoffMs) : 0;
    world.handOver({ process: process.name, recipient: id, outcome: outcome.outcome, waitMs });
    process.remember(`hands over ${id}`, null);
    await process.clock.sleep(options.deliverMs);
    return process.gate(`deliver ${id}`, [], () => outcome);
  };
};

/** Takes the campaign up, as a queue would have it do. */
export const worker =
  (world: World, options: Work): Script =>
  async (process) => {
    const { audience, roundsMax, ...settings } = options;
    const dispatcher = world.subject.createDispatcher({
      campaigns: campaignsOf(world, process),
      recipients: () => audience.map((id) => ({ id })),
      deliver: deliverFrom(world, process, options),
      worker: process.name,
      concurrency: settings.concurrency,
      chunkSize: settings.chunkSize,
      attemptsMax: settings.attemptsMax,
      deliveryIsIdempotent: settings.deliveryIsIdempotent,
      leaseMs,
      beatMs,
      drainMs,
    });
    for (let round = 0; round < roundsMax && !process.shutdown.aborted; round += 1) {
      const answer = await dispatcher.runCampaign(campaignId, process.shutdown);
      if (answer.done) {
        const { status } = world.campaign.record;
        world.facts.done.push({ process: process.name, status });
        return;
      }
      if (round + 1 < roundsMax) await process.clock.sleep(answer.retryInMs, process.shutdown);
    }
  };

/**
 * Sends in a loop of its own. With a checkpoint before each message nothing is sent twice; with one
 * after it nothing is left out.
 */
export const ownLoop =
  (checkpoints: 'before' | 'after') =>
  (world: World, work: Work): Script =>
  async (process) => {
    const { audience } = work;
    const deliver = deliverFrom(world, process, work);
    const result = await campaignsOf(world, process).dispatch<number>(
      campaignId,
      async ({ signal, resumed = 0, checkpoint }) => {
        for (const [index, id] of audience.entries()) {
          if (index < resumed) continue;
          if (checkpoints === 'before') await checkpoint(index + 1);
          signal.throwIfAborted();
          await deliver({ id });
          if (checkpoints === 'after') await checkpoint(index + 1);
        }
      },
      { worker: process.name, leaseMs, beatMs, signal: process.shutdown },
    );
    world.facts.dispatched.push({ process: process.name, result });
  };

// Whoever gets no answer asks again, but not for ever.
const askMax = 3;

/** Cancels; without an answer it asks again, with the same command. */
export const canceller =
  (options: Pick<CancelOptions, 'by' | 'commandId'> = {}) =>
  (world: World): Script =>
  async (process) => {
    const campaigns = campaignsOf(world, process);
    const command = options.commandId ?? '';
    for (let asked = 0; asked < askMax; asked += 1) {
      const answer = await campaigns.cancel(campaignId, options).catch(() => null);
      world.facts.said.push({ process: process.name, command, answer });
      if (answer !== null) return;
    }
  };

/** Carries out what is recorded. */
export const relay =
  (world: World): Script =>
  (process) =>
    campaignsOf(world, process).relay();

/** Looks for what others left undone. */
export const sweeper =
  (world: World): Script =>
  (process) =>
    campaignsOf(world, process).sweep();

/** Somebody who looks at the campaign. */
export const reporter =
  (world: World): Script =>
  async (process) => {
    const report = await campaignsOf(world, process).report(campaignId);
    world.facts.reports.push({ process: process.name, report });
  };
