import type { Tally } from '../../../src/service/index.js';
import type { Side } from './ledger-stories.js';

/** Leases that were taken in one millisecond are in no order. */
const ordered = (tally: Tally | undefined) =>
  tally && {
    ...tally,
    leases: tally.leases.toSorted(
      (a, b) => a.takenAt - b.takenAt || a.worker.localeCompare(b.worker),
    ),
  };

/** What can be seen of a campaign without changing it. */
export const look = async ({ store, ledger }: Side, id: string) => ({
  campaign: await store.read(id),
  tally: ordered(await ledger.tally(id)),
  recount: await ledger.recount(id),
  waits: (await store.waiting(1000)).includes(id),
  isCompletable: (await ledger.completable(1000)).includes(id),
});
