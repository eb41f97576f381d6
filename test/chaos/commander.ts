import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from './api.js';
import type { PlannedCampaign } from './chaos-plan.js';

/** A command, and when it is given. */
export type TimedCommand = Pick<Command, 'type' | 'id'> & {
  readonly atMs: number;
  readonly audience: number;
  readonly dueInMs: number;
};

/** Whoever gives commands, and gives each until it is answered. */
export interface Commander {
  commandsOf(campaigns: readonly PlannedCampaign[]): readonly TimedCommand[];
  give(command: TimedCommand): Promise<void>;
  /** The events that were answered as accepted. */
  accepted(campaignId: string): readonly string[];
}

const againAfterMs = 100;
const answerWithinMs = 5000;
const givenForMs = 180_000;

/** One that asks the API, wherever it listens at the moment. */
export const createCommander = (apiOrigin: () => string | null): Commander => {
  const accepted = new Map<string, string[]>();
  const created = new Map<string, Promise<void>>();

  const ask = async (command: Command): Promise<boolean> => {
    const deadline = performance.now() + givenForMs;
    while (performance.now() < deadline) {
      try {
        const origin = apiOrigin();
        const signal = AbortSignal.timeout(answerWithinMs);
        const body = JSON.stringify(command);
        const response = origin ? await fetch(origin, { method: 'POST', body, signal }) : null;
        if (response?.ok) {
          return ((await response.json()) as { readonly accepted: boolean }).accepted;
        }
      } catch {
        // It was killed, or cannot reach its database: the same command, until there is an answer.
      }
      await sleep(againAfterMs);
    }
    throw new Error(`${JSON.stringify(command)} was not answered within ${givenForMs} ms.`);
  };

  const give = async ({ type, id, audience, dueInMs }: TimedCommand): Promise<void> => {
    const command = { type, id, audience, commandId: type, dueAt: Date.now() + dueInMs };
    if (!(await ask(command))) return;
    const event = type.toUpperCase();
    accepted.set(id, [...(accepted.get(id) ?? []), event]);
  };

  return {
    accepted: (campaignId) => accepted.get(campaignId)?.filter((event) => event !== 'CREATE') ?? [],
    commandsOf: (campaigns) =>
      campaigns.flatMap(({ id, audience, createAtMs, dueInMs, cancelAtMs }) => {
        const about = { id, audience, dueInMs };
        const create = { ...about, type: 'create', atMs: createAtMs } as const;
        const cancel = { ...about, type: 'cancel', atMs: cancelAtMs ?? 0 } as const;
        return cancelAtMs === null ? [create] : [create, cancel];
      }),
    give: async (command) => {
      if (command.type === 'create') {
        const scheduled = give(command).then(() => give({ ...command, type: 'schedule' }));
        created.set(command.id, scheduled);
        return scheduled;
      }
      // Not before it is there to be cancelled.
      await created.get(command.id);
      await give(command);
    },
  };
};
