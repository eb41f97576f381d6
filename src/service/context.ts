import type { AbortSignals } from './abort-signals.js';
import type { CampaignQueue } from './campaign-queue.js';
import type { CampaignStore } from './campaign-store.js';
import type { Clock } from './clock.js';
import type { CampaignObserver } from './observe.js';
import type { RecipientLedger } from './recipient-ledger.js';

/** The ports and the little else that everything in the service works with. */
export interface ServiceContext<Tx = unknown> {
  readonly store: CampaignStore<Tx>;
  readonly ledger: RecipientLedger;
  readonly queue: CampaignQueue<Tx>;
  readonly signals: AbortSignals<Tx>;
  readonly observe: CampaignObserver;
  readonly clock: Clock;
  /** A new id that nobody else has: for commands and lease tokens. */
  readonly newId: () => string;
  /** Carry out recorded effects right after the commit, not only when the relay comes by. */
  readonly carryOutAtOnce: boolean;
}
