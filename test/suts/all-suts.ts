import { makeActorSut } from './actor-sut.js';
import type { MakeSut } from './campaign-sut.js';
import { makeDecideSut } from './decide-sut.js';
import { makeRestoredActorSut } from './restored-actor-sut.js';
import { makeTransitionSut } from './transition-sut.js';

/** Every implementation there is. A new one is one file and one line here. */
export const allSuts: readonly { readonly name: string; readonly makeSut: MakeSut }[] = [
  { name: 'decide', makeSut: makeDecideSut },
  { name: 'transition', makeSut: makeTransitionSut },
  { name: 'a live actor', makeSut: makeActorSut },
  { name: 'an actor restored from its persisted JSON', makeSut: makeRestoredActorSut },
];
