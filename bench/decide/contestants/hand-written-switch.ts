import type { Contestant } from '../contestant.js';
import { decideBySwitch } from '../hand-written-switch.js';

export const contestant: Contestant = {
  name: 'hand-written switch',
  driven:
    'The same contract as `decide`: the same frozen answers, made beforehand, and a throw on unknown input.',
  question: 'next',
  ask: (status, event) => {
    const decision = decideBySwitch(status, event);
    return decision.accepted ? decision.to : decision.from;
  },
};
