import { decide } from 'campaign-machine/lifecycle';
import type { Contestant } from '../contestant.js';

export const contestant: Contestant = {
  name: '`decide`',
  driven: 'One call; the answer also holds the effects, or the reason and what would be accepted.',
  question: 'next',
  ask: (status, event) => {
    const decision = decide(status, event);
    return decision.accepted ? decision.to : decision.from;
  },
};
