import type { CampaignStatus } from 'campaign-machine/lifecycle';
import StateMachine from 'javascript-state-machine';
import { byStatus } from '../by-status.js';
import { acceptedCells } from '../cells.js';
import type { Contestant } from '../contestant.js';

// It makes a method of every transition, named in lower case.
const methods = {
  SCHEDULE: 'schedule',
  START: 'start',
  COMPLETE: 'complete',
  CANCEL: 'cancel',
} as const;

type Made = { readonly state: CampaignStatus; goto(status: CampaignStatus): void } & Record<
  (typeof methods)[keyof typeof methods],
  () => void
>;

const machines = byStatus(
  (status) =>
    new StateMachine({
      init: status,
      transitions: [
        ...acceptedCells.map((cell) => ({
          name: methods[cell.event.type],
          from: cell.status,
          to: cell.next,
        })),
        { name: 'goto', from: '*', to: (to: string) => to },
      ],
      // Without it a rejection throws, which would cost it far more.
      methods: { onInvalidTransition: () => false },
    }) as unknown as Made,
);

export const contestant: Contestant = {
  name: 'javascript-state-machine',
  packageName: 'javascript-state-machine',
  driven:
    'A machine for each status, made beforehand, that answers a rejection with `false` and does not throw; its method, read `state`, a `goto` transition back if it moved.',
  question: 'next',
  ask: (status, event) => {
    const machine = machines[status];
    machine[methods[event.type]]();
    const next = machine.state;
    if (next !== status) machine.goto(status);
    return next;
  },
};
