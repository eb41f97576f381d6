import { campaignMachine } from 'campaign-machine';
import { byStatus } from '../by-status.js';
import type { Contestant } from '../contestant.js';

const snapshots = byStatus((status) =>
  campaignMachine.resolveState({ value: status, context: { campaignId: 'bench' } }),
);

export const contestant: Contestant = {
  name: 'XState `snapshot.can`',
  packageName: 'xstate',
  driven: 'A snapshot for each status, resolved beforehand; one call.',
  question: 'accepted',
  ask: (status, event) => snapshots[status].can(event),
};
