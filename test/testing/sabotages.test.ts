import { describe, expect, it } from 'vitest';
import type { MemoryTx } from '../../src/adapters/memory/index.js';
import {
  type ConformanceCase,
  ConformanceError,
  type SuiteOptions,
  testAbortSignals,
  testCampaignQueue,
  testCampaignStore,
  testRecipientLedger,
} from '../../src/testing/index.js';
import { memorySystem } from '../adapters/memory/memory-system.js';
import { ledgerDispatchSabotages } from './sabotages/ledger-dispatch-sabotages.js';
import { ledgerDoubtSabotages } from './sabotages/ledger-doubt-sabotages.js';
import { ledgerLeaseSabotages } from './sabotages/ledger-lease-sabotages.js';
import { queueSabotages } from './sabotages/queue-sabotages.js';
import { type Sabotage, sabotaged } from './sabotages/sabotage.js';
import { signalSabotages } from './sabotages/signal-sabotages.js';
import { storeCommitSabotages } from './sabotages/store-commit-sabotages.js';
import { storeEffectSabotages } from './sabotages/store-effect-sabotages.js';
import { storeListSabotages } from './sabotages/store-list-sabotages.js';
import { storeTrySabotages } from './sabotages/store-try-sabotages.js';

interface Trial {
  readonly suite: (options: SuiteOptions<MemoryTx>) => readonly ConformanceCase[];
  readonly sabotages: readonly Sabotage[];
}

const trials: Readonly<Record<string, Trial>> = {
  testCampaignStore: {
    suite: testCampaignStore,
    sabotages: [
      ...storeCommitSabotages,
      ...storeTrySabotages,
      ...storeEffectSabotages,
      ...storeListSabotages,
    ],
  },
  testRecipientLedger: {
    suite: testRecipientLedger,
    sabotages: [...ledgerLeaseSabotages, ...ledgerDispatchSabotages, ...ledgerDoubtSabotages],
  },
  testCampaignQueue: { suite: testCampaignQueue, sabotages: queueSabotages },
  testAbortSignals: { suite: testAbortSignals, sabotages: signalSabotages },
};

const create = () => memorySystem({ joinsTransaction: true });

describe.each(Object.entries(trials))('%s', (_, { suite, sabotages }) => {
  const caseOn = (make: SuiteOptions<MemoryTx>['create'], wanted: string) =>
    suite({ create: make }).find(({ name }) => name === wanted);

  for (const sabotage of sabotages) {
    it(`notices that ${sabotage.name}`, async () => {
      const broken = caseOn(() => sabotaged(sabotage, create()), sabotage.caughtBy);
      const error = await broken?.run().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ConformanceError);
      // Noticed, rather than tripped over.
      expect((error as ConformanceError).cause).not.toBeInstanceOf(TypeError);
      await caseOn(create, sabotage.caughtBy)?.run();
    });
  }

  it('has no case that nothing can make fail', () => {
    const caught = sabotages.map(({ caughtBy }) => caughtBy);
    const names = suite({ create }).map(({ name }) => name);
    expect(names.filter((name) => !caught.includes(name))).toEqual([]);
  });
});
