import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSubject, type Subject } from '../subject/load-subject.js';
import { explore, type Seen } from './explore.js';
import { walk } from './random-walk.js';
import { recover } from './recover.js';
import { everything, scenarios } from './scenarios/all-scenarios.js';

// Enough for the largest scenario to be seen whole; `npm run explore` goes further.
const executionsMax = 4000;
const nearestMax = 300;
const walks = { seed: 20_261_123, many: 300 };
const patienceMs = 120_000;

const lines: string[] = [];
const note = (name: string, seen: Seen): void => {
  const { states, interleavings, executions, depth } = seen;
  const end = seen.isWhole ? 'whole' : 'cut off';
  lines.push(
    `${name}: ${states} states, ${interleavings} interleavings of up to ${depth} steps, ${executions} executions, ${end}`,
  );
};

describe('explore', () => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await loadSubject();
  });
  afterAll(() => console.log(lines.join('\n')));

  for (const scenario of scenarios) {
    const bound =
      scenario.preemptionsMax === Infinity
        ? 'every schedule'
        : `every schedule with at most ${scenario.preemptionsMax} preemptions`;
    it(`keeps every promise in ${bound} of "${scenario.name}": ${scenario.about}`, {
      timeout: patienceMs,
    }, async () => {
      const seen = await explore(scenario, subject, { executionsMax, atEnd: recover });
      note(scenario.name, seen);
      expect(seen).toMatchObject({ isWhole: true });
      expect(seen.ends).toBeGreaterThan(0);
    });
  }

  it(`keeps every promise in the ${nearestMax} plainest schedules of everything at once`, {
    timeout: patienceMs,
  }, async () => {
    const seen = await explore(everything, subject, { executionsMax: nearestMax, atEnd: recover });
    note('everything', seen);
    expect(seen.executions).toBe(nearestMax);
  });

  it(`keeps every promise in ${walks.many} random schedules of everything from seed ${walks.seed}`, {
    timeout: patienceMs,
  }, async () => {
    let steps = 0;
    for (let index = 0; index < walks.many; index += 1) {
      steps += await walk(everything, subject, walks.seed + index);
    }
    lines.push(
      `everything: ${walks.many} random schedules from seed ${walks.seed}, ${steps} steps`,
    );
    expect(steps).toBeGreaterThan(walks.many);
  });
});
