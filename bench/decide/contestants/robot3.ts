import type { CampaignStatus } from 'campaign-machine/lifecycle';
import { createMachine, interpret, state, transition } from 'robot3';
import { byStatus } from '../by-status.js';
import { acceptedCells } from '../cells.js';
import type { Contestant } from '../contestant.js';

const states = byStatus((status) =>
  state(
    ...acceptedCells
      .filter((cell) => cell.status === status)
      .map(({ event, next }) => transition(event.type, next)),
  ),
);

const services = byStatus((status) => {
  const machine = createMachine(status, states);
  return { machine, service: interpret(machine, () => {}) };
});

export const contestant: Contestant = {
  name: 'robot3',
  packageName: 'robot3',
  driven:
    'A service for each status, made beforehand; `send`, read `machine.current`, put the machine back if it moved.',
  question: 'next',
  ask: (status, event) => {
    const { machine, service } = services[status];
    service.send(event);
    // Its types also offer the keys of a state's own object as statuses.
    const next = service.machine.current as CampaignStatus;
    if (next !== status) service.machine = machine;
    return next;
  },
};
