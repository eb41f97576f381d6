import { transition } from 'xstate';
import { campaignMachine } from '../../src/index.js';
import type { MakeSut } from './campaign-sut.js';
import { projectModel } from './project-model.js';

/** A backend that asks XState's pure `transition` and takes the effects from the returned actions. */
export const makeTransitionSut: MakeSut = (initial) => {
  const context = { campaignId: 'transition-sut' };
  let snapshot = campaignMachine.resolveState({ value: initial, context });
  const effects: string[] = [];
  return {
    send(event) {
      const [next, actions] = transition(campaignMachine, snapshot, event);
      snapshot = next;
      effects.push(...actions.map(({ type }) => type));
    },
    read: () => ({ ...projectModel(snapshot), effects: [...effects] }),
    dispose() {},
  };
};
