import { answerRows } from './answers.js';
import { countingRows } from './counting.js';
import { durabilityRows } from './durability.js';
import { finalityRows } from './finality.js';
import { queueRows } from './queue.js';
import type { FieldRow } from './row.js';
import { stoppingRows } from './stopping.js';

/** Every row, by the file that tests it. */
export const rowsByFile: Readonly<Record<string, readonly FieldRow[]>> = {
  'stopping.test.ts': stoppingRows,
  'queue.test.ts': queueRows,
  'durability.test.ts': durabilityRows,
  'finality.test.ts': finalityRows,
  'counting.test.ts': countingRows,
  'answers.test.ts': answerRows,
};
