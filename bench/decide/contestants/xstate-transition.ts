import { campaignMachine } from 'campaign-machine';
import { transition } from 'xstate';
import { byStatus } from '../by-status.js';
import type { Contestant } from '../contestant.js';

const snapshots = byStatus((status) =>
  campaignMachine.resolveState({ value: status, context: { campaignId: 'bench' } }),
);

export const contestant: Contestant = {
  name: 'XState `transition`',
  packageName: 'xstate',
  driven: 'A snapshot for each status, resolved beforehand; one call, read `value`.',
  question: 'next',
  ask: (status, event) => transition(campaignMachine, snapshots[status], event)[0].value,
};
