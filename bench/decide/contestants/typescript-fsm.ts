import type { CampaignEventType, CampaignStatus } from 'campaign-machine/lifecycle';
import { StateMachine, t } from 'typescript-fsm';
import { byStatus } from '../by-status.js';
import { acceptedCells } from '../cells.js';
import type { Contestant } from '../contestant.js';

const machines = byStatus(
  (status) =>
    new StateMachine<CampaignStatus, CampaignEventType>(
      status,
      acceptedCells.map((cell) => t(cell.status, cell.event.type, cell.next)),
    ),
);

export const contestant: Contestant = {
  name: 'typescript-fsm',
  packageName: 'typescript-fsm',
  driven:
    'A machine for each status, made beforehand and never moved; `getNextState` answers without the timer and the promise of `dispatch`.',
  question: 'next',
  ask: (status, event) => machines[status].getNextState(event.type) ?? status,
};
