import { can } from 'campaign-machine/lifecycle';
import type { Contestant } from '../contestant.js';

export const contestant: Contestant = {
  name: '`can`',
  driven: 'One call.',
  question: 'accepted',
  ask: (status, event) => can(status, event.type),
};
