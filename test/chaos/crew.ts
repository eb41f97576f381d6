import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { workerNames } from './chaos-plan.js';
import type { Frozen } from './evidence.js';
import { type Orders, startProgram } from './programs.js';

/** The processes under test: each has a place, in which one follows another. */
export interface Crew {
  /** Where the API listens now; `null`: it is down. */
  apiOrigin(): string | null;
  /** With SIGKILL; its place is filled again after `downMs`. */
  kill(who: string, downMs: number): void;
  freeze(who: string, forMs: number): void;
  /** Thaws what stands still, and waits until every place is filled. */
  recover(): Promise<void>;
  readonly frozen: Frozen;
  /** How often a process ended that nobody had killed, and was started again. */
  readonly gaveUp: () => number;
  end(): void;
}

interface Place {
  child: ChildProcess | null;
  /** Of the process that is there now: no two have the same. */
  name: string;
  port: number;
  generation: number;
  thaw: (() => void) | null;
  filling: Promise<void>;
}

const againAfterMs = 500;
const recoverWithinMs = 60_000;

/** Starts four workers and the API, and keeps their places filled. */
export const startCrew = async (orders: Omit<Orders, 'name'>): Promise<Crew> => {
  const places = new Map<string, Place>();
  const frozen = new Map<string, (readonly [number, number])[]>();
  let gaveUp = 0;
  let isEnded = false;

  const fill = async (who: string, place: Place): Promise<void> => {
    while (!isEnded) {
      place.generation += 1;
      place.name = `${who}.${place.generation}`;
      const program = who === 'api' ? 'api' : 'worker';
      try {
        // A fault may meet it while it starts, for instance the cut of its first connection.
        const { child, port } = await startProgram(program, { ...orders, name: place.name });
        Object.assign(place, { child, port });
        child.once('exit', () => {
          if (place.child !== child) return;
          place.child = null;
          gaveUp += isEnded ? 0 : 1;
          place.filling = refill(who, place, againAfterMs);
        });
        return;
      } catch {
        await sleep(againAfterMs);
      }
    }
  };
  const refill = async (who: string, place: Place, downMs: number) => {
    await sleep(downMs);
    await fill(who, place);
  };

  for (const who of [...workerNames, 'api']) {
    const empty = { child: null, name: '', port: 0, generation: 0, thaw: null };
    const place: Place = { ...empty, filling: Promise.resolve() };
    places.set(who, place);
    place.filling = fill(who, place);
  }
  await Promise.all([...places.values()].map(({ filling }) => filling));
  const placeOf = (who: string) => places.get(who) as Place;

  return {
    frozen,
    gaveUp: () => gaveUp,
    apiOrigin: () => {
      const { child, port } = placeOf('api');
      return child ? `http://127.0.0.1:${port}` : null;
    },
    kill: (who, downMs) => {
      const place = placeOf(who);
      const { child, thaw } = place;
      if (!child) return;
      place.child = null;
      thaw?.();
      child.kill('SIGKILL');
      place.filling = refill(who, place, downMs);
    },
    freeze: (who, forMs) => {
      const place = placeOf(who);
      const { child, name } = place;
      if (!child || place.thaw) return;
      const since = Date.now();
      child.kill('SIGSTOP');
      const thaw = () => {
        clearTimeout(timer);
        place.thaw = null;
        child.kill('SIGCONT');
        frozen.set(name, [...(frozen.get(name) ?? []), [since, Date.now()]]);
      };
      const timer = setTimeout(thaw, forMs);
      place.thaw = thaw;
    },
    recover: async () => {
      const deadline = performance.now() + recoverWithinMs;
      for (const place of places.values()) {
        place.thaw?.();
        while (!place.child) {
          if (performance.now() > deadline) throw new Error(`${place.name} did not come back.`);
          await Promise.race([place.filling, sleep(againAfterMs)]);
        }
      }
    },
    end: () => {
      isEnded = true;
      for (const { child, thaw } of places.values()) {
        thaw?.();
        child?.kill('SIGKILL');
      }
    },
  };
};
