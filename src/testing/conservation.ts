import type { CampaignStore } from '../service/campaign-store.js';
import type { RecipientLedger, Tally } from '../service/recipient-ledger.js';
import { expectEqual, expectFound, expectThat } from './expect.js';

const pageSize = 100;
// Far more campaigns than a case makes.
const pagesMax = 50;

const allIds = async (store: CampaignStore): Promise<string[]> => {
  const ids: string[] = [];
  let after: string | null = null;
  for (let page = 0; page < pagesMax; page += 1) {
    const { campaigns, next } = await store.list({
      limit: pageSize,
      ...(after === null ? {} : { after }),
    });
    ids.push(...campaigns.map(({ id }) => id));
    if (next === null) break;
    after = next;
  }
  return ids;
};

const pendingOf = ({ audience, begun, delivered, failed, inDoubt }: Tally): number =>
  audience.size - begun - delivered - failed - inDoubt;

/**
 * Every recipient is in exactly one state, and the counts that are kept as the work goes are those
 * that a recount of the rows finds.
 */
export const checkConservation = async ({
  store,
  ledger,
}: {
  readonly store: CampaignStore;
  readonly ledger: RecipientLedger;
}): Promise<void> => {
  for (const id of await allIds(store)) {
    const tally = expectFound(await ledger.tally(id), `the tally of ${JSON.stringify(id)}`);
    const { begun, delivered, failed, inDoubt } = tally;
    const kept = { pending: pendingOf(tally), begun, delivered, failed, inDoubt };
    expectEqual(kept, await ledger.recount(id), `the tally of ${JSON.stringify(id)}, recounted`);
    const least = Math.min(...Object.values(kept), tally.claimed);
    expectThat(least >= 0, 'no count is negative');
    expectThat(tally.claimed <= kept.pending, 'what is claimed is pending');
  }
};
