import type { CampaignQueue } from '../../service/campaign-queue.js';
import type { CampaignStore } from '../../service/campaign-store.js';
import type { Clock } from '../../service/clock.js';
import type { RecipientLedger } from '../../service/recipient-ledger.js';

/** A method that writes: it can be slow, and its answer can be lost. */
export type MemoryStep =
  | Extract<keyof CampaignStore, 'insert' | 'commit' | 'settleEffects' | 'deferEffect' | 'purge'>
  | Exclude<keyof RecipientLedger, 'tally' | 'recount' | 'completable'>
  | Extract<keyof CampaignQueue, 'enqueue' | 'dequeue'>
  | 'publish';

/**
 * What goes wrong, asked anew at every step: once, always, by a seeded random number, as you like.
 *
 * @example
 * let lost = false;
 * const memory = createMemory({
 *   faults: { crashAfterCommit: (step) => step === 'commit' && !lost && (lost = true) },
 * });
 */
export interface MemoryFaults {
  /** The step happens, and its promise rejects with a {@link LostAnswerError}. */
  readonly crashAfterCommit?: (step: MemoryStep) => boolean;
  /** How long the step waits before it happens, in ms of the clock. */
  readonly slowWriteMs?: (step: MemoryStep) => number;
  /** `publish` succeeds and nobody hears it. */
  readonly loseSignal?: (campaignId: string) => boolean;
  /** A signal is heard twice; a job is given to the handler twice at the same time. */
  readonly deliverTwice?: (what: 'job' | 'signal', campaignId: string) => boolean;
}

/** The step happened, but whoever asked for it cannot know. */
export class LostAnswerError extends Error {
  override readonly name = 'LostAnswerError';
  readonly code = 'lost-answer';

  constructor(step: MemoryStep) {
    super(`The answer of ${step} was lost on purpose; what it did was done.`);
  }
}

type Method = (...input: never[]) => unknown;

/** The same port, with these of its methods slow and forgetful as the faults say. */
export const withFaults = <Port extends object>(
  port: Port,
  steps: readonly (keyof Port & MemoryStep)[],
  faults: MemoryFaults | undefined,
  clock: Clock,
): Port => {
  if (faults === undefined) return port;
  const faulty = { ...port };
  for (const step of steps) {
    const method = port[step] as Method;
    const slowAndForgetful = async (...input: never[]) => {
      const waitMs = faults.slowWriteMs?.(step) ?? 0;
      if (waitMs > 0) await clock.sleep(waitMs);
      const answer = await method(...input);
      if (faults.crashAfterCommit?.(step)) throw new LostAnswerError(step);
      return answer;
    };
    Object.assign(faulty, { [step]: slowAndForgetful });
  }
  return faulty;
};
