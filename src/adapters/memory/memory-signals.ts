import type { AbortNews, AbortSignals } from '../../service/abort-signals.js';
import type { MemoryFaults } from './memory-faults.js';
import type { MemoryTx } from './transaction.js';

type Listener = (news: AbortNews) => void;

/**
 * Signals within one process. `publish` calls the listeners before it returns, or after the commit
 * of the transaction it takes part in.
 */
export const createMemorySignals = (options: {
  readonly joinsTransaction: boolean;
  readonly faults?: MemoryFaults | undefined;
}): AbortSignals<MemoryTx> => {
  // By subscription, not by function: the same function may listen twice and leave once.
  const subscriptions = new Map<
    symbol,
    { readonly campaignId: string; readonly listener: Listener }
  >();
  const { joinsTransaction, faults } = options;

  const tell = (campaignId: string) => {
    for (const subscription of [...subscriptions.values()]) {
      if (subscription.campaignId !== campaignId) continue;
      try {
        subscription.listener('abort');
      } catch {
        // A listener's failure is its own: the cancel it hears of has happened.
      }
    }
  };
  const deliver = (campaignId: string) => {
    if (faults?.loseSignal?.(campaignId)) return;
    tell(campaignId);
    if (faults?.deliverTwice?.('signal', campaignId)) tell(campaignId);
  };

  return {
    joinsTransaction,
    publish: async (campaignId, tx) => {
      if (joinsTransaction && tx) tx.afterCommit.push(() => deliver(campaignId));
      else deliver(campaignId);
    },
    subscribe: async (campaignId, listener) => {
      const key = Symbol(campaignId);
      subscriptions.set(key, { campaignId, listener });
      return () => void subscriptions.delete(key);
    },
  };
};
