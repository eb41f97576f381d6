import {
  type CampaignStore,
  type Campaigns,
  type CampaignsOptions,
  createCampaigns,
} from '../../../src/service/index.js';
import type { ManualClock } from '../../../src/testing/index.js';
import type { Story } from './story.js';

/** The service over real adapters, and what it told its queue and its signals. */
export interface Real {
  readonly campaigns: Campaigns<never>;
  readonly store: CampaignStore<never>;
  readonly clock: ManualClock;
  /** What its ports say of themselves. */
  readonly kind: Pick<Story, 'isJoined' | 'jobsAreRows' | 'toldByCommit'>;
  /** Since it was last asked. */
  takePorts(): readonly string[];
}

/** Nothing is carried out behind the back of a command: what is recorded waits for the relay. */
export const realOf = <Tx>(ports: CampaignsOptions<Tx>, clock: ManualClock): Real => {
  let log: string[] = [];
  const { queue, signals } = ports;
  const campaigns = createCampaigns<Tx>({
    ...ports,
    clock,
    carryOutAtOnce: false,
    queue: {
      ...queue,
      enqueue: (job, tx) => {
        log.push(`enqueue ${job.campaignId}`);
        return queue.enqueue(job, tx);
      },
      dequeue: (campaignId, tx) => {
        log.push(`dequeue ${campaignId}`);
        return queue.dequeue(campaignId, tx);
      },
    },
    signals: {
      ...signals,
      publish: (campaignId, tx) => {
        log.push(`abort-dispatch ${campaignId}`);
        return signals.publish(campaignId, tx);
      },
    },
  });
  return {
    // No command of the model is given a transaction, so which kind it would be does not matter.
    campaigns: campaigns as unknown as Campaigns<never>,
    store: ports.store as unknown as CampaignStore<never>,
    clock,
    kind: {
      isJoined: queue.joinsTransaction && signals.joinsTransaction,
      jobsAreRows: queue.jobsAreRows ?? false,
      toldByCommit: signals.toldByCommit ?? false,
    },
    takePorts: () => {
      const taken = log;
      log = [];
      return taken;
    },
  };
};
