import type { MemoryTx } from '../../../src/adapters/memory/index.js';
import type { CampaignStatus } from '../../../src/lifecycle/index.js';
import type { TestSystem } from '../../../src/testing/index.js';
import type { MemorySystem } from '../../adapters/memory/memory-system.js';
import { pretending } from '../../adapters/memory/tamper.js';

type Ports = Pick<TestSystem<MemoryTx>, 'store' | 'ledger' | 'queue' | 'signals'>;

/** One guard of the memory adapter removed. */
export interface Sabotage {
  /** What the adapter does wrong. */
  readonly name: string;
  /** A case that has to notice. Others may, too. */
  readonly caughtBy: string;
  /** The methods that do wrong, over a good system. */
  readonly apply: (system: MemorySystem) => {
    readonly [Port in keyof Ports]?: Partial<Ports[Port]>;
  };
}

/** The system with some of its methods replaced. */
export const sabotaged = ({ apply }: Sabotage, system: MemorySystem): TestSystem<MemoryTx> => {
  const broken = apply(system);
  return {
    ...system,
    store: { ...system.store, ...broken.store },
    ledger: { ...system.ledger, ...broken.ledger },
    queue: { ...system.queue, ...broken.queue },
    signals: { ...system.signals, ...broken.signals },
  };
};

/** Runs a step as if the campaign had this status. A status that the step itself wrote stays. */
export const asIfStatus = <Result>(
  system: MemorySystem,
  campaignId: string,
  status: CampaignStatus,
  step: () => Result,
): Result =>
  pretending(
    system,
    campaignId,
    (row) => {
      row.record.status = status;
    },
    (row, before) => {
      if (row.record.status === status) row.record.status = before.record.status;
    },
    step,
  );

/** Runs a step as if no lease had ended or could expire. */
export const asIfLive = <Result>(
  system: MemorySystem,
  campaignId: string,
  step: () => Result,
): Result =>
  pretending(
    system,
    campaignId,
    ({ leases }) => {
      for (const lease of leases) Object.assign(lease, { endedAt: null, expiresAt: 8.64e15 });
    },
    ({ leases }, before) => {
      for (const [index, lease] of leases.entries()) {
        const { endedAt, expiresAt } = before.leases[index] ?? lease;
        Object.assign(lease, { endedAt, expiresAt });
      }
    },
    step,
  );
