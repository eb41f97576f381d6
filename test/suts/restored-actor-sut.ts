import { createActor } from 'xstate';
import type { MakeSut } from './campaign-sut.js';
import { projectModel } from './project-model.js';
import { recordingMachine } from './recording-machine.js';

/** An actor that never lives for more than one event: it is persisted as JSON and restored after each. */
export const makeRestoredActorSut: MakeSut = (initial) => {
  const effects: string[] = [];
  const machine = recordingMachine(effects);
  const input = { campaignId: 'restored-actor-sut' };
  const restore = (json: string) =>
    createActor(machine, { input, snapshot: JSON.parse(json) }).start();

  const first = machine.resolveState({ value: initial, context: input });
  let actor = restore(JSON.stringify(machine.getPersistedSnapshot(first)));
  return {
    send(event) {
      actor.send(event);
      const json = JSON.stringify(actor.getPersistedSnapshot());
      actor.stop();
      actor = restore(json);
    },
    read: () => ({ ...projectModel(actor.getSnapshot()), effects: [...effects] }),
    dispose: () => actor.stop(),
  };
};
