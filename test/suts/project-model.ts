import type { SnapshotFrom } from 'xstate';
import type { campaignMachine } from '../../src/index.js';
import type { CampaignView } from './campaign-sut.js';

/** What a snapshot of the machine says about a campaign, in the words of the contract. */
export const projectModel = (snapshot: SnapshotFrom<typeof campaignMachine>): CampaignView => ({
  status: snapshot.value,
  cancellable: snapshot.hasTag('cancellable'),
  final: snapshot.status === 'done',
});
