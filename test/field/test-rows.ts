import { describe, expect, it } from 'vitest';
import { loadSubject } from '../subject/load-subject.js';
import { BrokenPromise } from './broken-promise.js';
import type { FieldRow } from './row.js';

/** Each failure does not happen, and does once its guard is taken out. */
export const testRows = (rows: readonly FieldRow[]): void => {
  describe.each(rows)('$id $failure', ({ id, guard, scenario, sabotage }) => {
    it(`${id} does not happen: ${guard}`, async () => {
      await scenario(await loadSubject());
    });

    it(`${id} happens without its guard: ${sabotage.name}`, async () => {
      const subject = await loadSubject(sabotage.patches);
      await expect(scenario(subject)).rejects.toBeInstanceOf(BrokenPromise);
    });
  });
};
