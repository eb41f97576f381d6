import type { AbortSignals } from './abort-signals.js';

/** Waits for all, also when one fails; then throws what the first to fail threw. */
const all = async <Result>(works: readonly (() => Promise<Result> | Result)[]) => {
  const results = await Promise.allSettled(works.map(async (work) => work()));
  const values = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const failed = results.find((each) => each.status === 'rejected');
  return { values, failed };
};

/**
 * Several ways to hear of a cancel as one: each is published on all of them, and heard on whichever
 * is first. For a store's own signals beside those of a broker.
 *
 * They take part in the store's transaction only if all of them do. Publishing has failed if one has,
 * so that it is tried again; listening has failed if none listens.
 *
 * @example
 * const signals = combineSignals(postgres.signals, bullmq.signals);
 * const campaigns = createCampaigns({ ...postgres, queue: bullmq.queue, signals });
 */
export function combineSignals<Tx = unknown>(
  ...several: readonly AbortSignals<Tx>[]
): AbortSignals<Tx> {
  return {
    joinsTransaction: several.every(({ joinsTransaction }) => joinsTransaction),
    publish: async (campaignId, tx) => {
      const { failed } = await all(several.map((each) => () => each.publish(campaignId, tx)));
      if (failed) throw failed.reason;
    },
    subscribe: async (campaignId, listener) => {
      const { values, failed } = await all(
        several.map((each) => () => each.subscribe(campaignId, listener)),
      );
      if (failed && values.length === 0) throw failed.reason;
      return () => {
        for (const end of values) end();
      };
    },
  };
}
