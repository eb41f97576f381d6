import { createActor } from 'xstate';
import type { MakeSut } from './campaign-sut.js';
import { projectModel } from './project-model.js';
import { recordingMachine } from './recording-machine.js';

/** A live actor whose effects are the actions that the embedder provides. */
export const makeActorSut: MakeSut = (initial) => {
  const effects: string[] = [];
  const machine = recordingMachine(effects);
  const input = { campaignId: 'actor-sut' };
  const snapshot = machine.resolveState({ value: initial, context: input });
  const actor = createActor(machine, { input, snapshot }).start();
  return {
    send: (event) => actor.send(event),
    read: () => ({ ...projectModel(actor.getSnapshot()), effects: [...effects] }),
    dispose: () => actor.stop(),
  };
};
