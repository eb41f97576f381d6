import { campaignMachine } from '../../src/index.js';

/** The machine as an embedder provides it, with actions that write down what they are asked for. */
export const recordingMachine = (effects: string[]) =>
  campaignMachine.provide({
    actions: {
      enqueue: () => effects.push('enqueue'),
      dequeue: () => effects.push('dequeue'),
      'abort-dispatch': () => effects.push('abort-dispatch'),
    },
  });
