import { afterAll, describe, expect, it } from 'vitest';
import { loadSubject } from '../subject/load-subject.js';
import { allPromises } from './promises/all-promises.js';
import { endPromises } from './recover.js';
import { allSabotages } from './sabotages/all-sabotages.js';
import { hunt } from './sabotages/hunt.js';

const executionsMax = 2000;
const patienceMs = 120_000;

const lines: string[] = [];

describe('hunt', () => {
  afterAll(() => console.log(lines.join('\n')));

  for (const sabotage of allSabotages) {
    const { name, rule, patches, breaks } = sabotage;
    it(`notices the absence of "${rule}" (${name})`, { timeout: patienceMs }, async () => {
      const subject = await loadSubject(patches);
      const [first, ...others] = breaks;
      const caught = await hunt(sabotage, { subject, executionsMax, onlyPromise: null });
      expect(caught).toMatchObject({ promise: first });
      lines.push(`${name}: ${first} is broken after ${caught?.executions} executions`);
      for (const promise of others) {
        const alone = await hunt(sabotage, { subject, executionsMax, onlyPromise: promise });
        expect(alone).toMatchObject({ promise });
      }
    });
  }

  it('leaves no promise that nothing can break', () => {
    const broken = new Set<string>(allSabotages.flatMap(({ breaks }) => breaks));
    const promises = [...allPromises.map(({ id }) => id), ...endPromises];
    expect(promises.filter((id) => !broken.has(id))).toEqual([]);
  });

  it('says what has become stale', async () => {
    const patch = { file: 'service/effects.ts', find: 'no such text', replace: '' };
    await expect(loadSubject([patch])).rejects.toThrow('found 0');
  });
});
