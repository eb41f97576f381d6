import type { AbortSignals } from '../service/abort-signals.js';
import type { CampaignQueue } from '../service/campaign-queue.js';
import type { CampaignStore } from '../service/campaign-store.js';
import type { RecipientLedger } from '../service/recipient-ledger.js';
import { checkConservation } from './conservation.js';
import { ConformanceError } from './expect.js';

/** What not every adapter can give a suite. */
export type OptionalHook = 'transaction' | 'corruptStatus';

/** An adapter's ports, empty, with what a suite needs to make things happen to them. */
export interface TestSystem<Tx = unknown> {
  readonly store: CampaignStore<Tx>;
  readonly ledger: RecipientLedger;
  readonly queue: CampaignQueue<Tx>;
  readonly signals: AbortSignals<Tx>;
  /**
   * Makes at least this much time pass, for the store's clock and for timers: sets a clock forward,
   * or waits. Suites ask for hours of the store's clock; the queue's suite asks for at most a few
   * seconds altogether.
   */
  advance(ms: number): Promise<void> | void;
  /** A transaction of the embedder's own: commits what `work` wrote, or nothing if it throws. */
  transaction?<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
  /** Writes this status over a campaign's, as another program would, whatever guards against that. */
  corruptStatus?(campaignId: string, status: string): Promise<void> | void;
  dispose?(): Promise<void> | void;
}

/** What every suite is given. */
export interface SuiteOptions<Tx = unknown> {
  /** Called for every case: a fresh system that shares nothing with the one before. */
  readonly create: () => TestSystem<Tx> | Promise<TestSystem<Tx>>;
  /** Hooks that the adapter cannot have. The cases that need them are left out. */
  readonly without?: readonly OptionalHook[];
}

/** A case of a suite, for any runner: `run` rejects with a message that says what is wrong. */
export interface ConformanceCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** A case as it is written down here. */
export interface CaseBody {
  readonly name: string;
  readonly needs?: OptionalHook;
  readonly run: (system: TestSystem) => Promise<void>;
}

const runOn = async (body: CaseBody, system: TestSystem): Promise<void> => {
  const { needs } = body;
  if (needs !== undefined && system[needs] === undefined) {
    throw new ConformanceError(
      `This case needs ${needs} from create(). Give it, or name it in { without: ['${needs}'] }.`,
    );
  }
  try {
    await body.run(system);
    await checkConservation(system);
  } catch (error) {
    if (error instanceof ConformanceError) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new ConformanceError(`The adapter threw where it has to answer: ${said}`, {
      cause: error,
    });
  }
};

/** Makes runnable cases: a fresh system each, and after each the counts have to add up. */
export const suiteOf = <Tx>(
  bodies: readonly CaseBody[],
  { create, without = [] }: SuiteOptions<Tx>,
): readonly ConformanceCase[] =>
  bodies
    .filter(({ needs }) => needs === undefined || !without.includes(needs))
    .map((body) => ({
      name: body.name,
      run: async () => {
        const system = await create();
        try {
          // The suites only ever give back the handles that this very system gave them.
          await runOn(body, system as TestSystem<unknown>);
        } finally {
          await system.dispose?.();
        }
      },
    }));
