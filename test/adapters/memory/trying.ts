import type { CampaignStore } from '../../../src/service/index.js';

/** `tryCommit` as any store could have it: one status after the other. */
export const tryingOn =
  <Tx>({ commit }: Pick<CampaignStore<Tx>, 'commit'>): NonNullable<CampaignStore['tryCommit']> =>
  async (changes) => {
    for (const change of changes) {
      const result = await commit(change);
      if (result.outcome === 'committed') return { ...result, decision: change.decision };
    }
    return undefined;
  };
