import { can, decide, isFinal } from '../../src/index.js';
import type { MakeSut } from './campaign-sut.js';

/** A backend that keeps the plain status string and asks `decide`. */
export const makeDecideSut: MakeSut = (initial) => {
  let status = initial;
  const effects: string[] = [];
  return {
    send(event) {
      const decision = decide(status, event);
      if (!decision.accepted) return;
      status = decision.to;
      effects.push(...decision.effects.map(({ type }) => type));
    },
    read: () => ({
      status,
      cancellable: can(status, 'CANCEL'),
      final: isFinal(status),
      effects: [...effects],
    }),
    dispose() {},
  };
};
