import type { Moment, Promised } from '../moment.js';
import { answerPromises } from './answers.js';
import { effectPromises } from './effects.js';
import { handOverPromises } from './hand-over.js';
import { ledgerPromises } from './ledger.js';
import { reportPromises } from './report.js';
import { statusPromises } from './status.js';

/** Everything that must hold after every step. */
export const allPromises: readonly Promised[] = [
  ...handOverPromises,
  ...statusPromises,
  ...ledgerPromises,
  ...effectPromises,
  ...reportPromises,
  ...answerPromises,
];

/** The first promise that is broken at this moment, and how. */
export const brokenPromise = (
  moment: Moment,
): { readonly promise: string; readonly how: string } | null => {
  const { onlyPromise } = moment.scenario;
  for (const { id, broken } of allPromises) {
    if (onlyPromise !== null && id !== onlyPromise) continue;
    const how = broken(moment);
    if (how !== null) return { promise: id, how };
  }
  return null;
};
