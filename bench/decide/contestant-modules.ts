import type { Contestant } from './contestant.js';

type Load = () => Promise<{ readonly contestant: Contestant }>;

/** The contestants, loaded one at a time: what one of them teaches the engine slows no other down. */
export const contestantModules = {
  'hand-written-switch': () => import('./contestants/hand-written-switch.js'),
  decide: () => import('./contestants/decide.js'),
  'typescript-fsm': () => import('./contestants/typescript-fsm.js'),
  robot3: () => import('./contestants/robot3.js'),
  'javascript-state-machine': () => import('./contestants/javascript-state-machine.js'),
  'xstate-transition': () => import('./contestants/xstate-transition.js'),
  can: () => import('./contestants/can.js'),
  'xstate-can': () => import('./contestants/xstate-can.js'),
} satisfies Record<string, Load>;

/** The name of a contestant: that of its module. */
export type ContestantName = keyof typeof contestantModules;

/** The names of all contestants. */
export const contestantNames = Object.keys(contestantModules) as ContestantName[];
