import { commandSabotages } from './command-sabotages.js';
import { dispatchSabotages } from './dispatch-sabotages.js';
import { effectSabotages } from './effect-sabotages.js';
import { fenceSabotages } from './fence-sabotages.js';
import type { Sabotage } from './sabotage.js';

/** Every guard that can be taken out, one at a time. */
export const allSabotages: readonly Sabotage[] = [
  ...commandSabotages,
  ...effectSabotages,
  ...fenceSabotages,
  ...dispatchSabotages,
];
