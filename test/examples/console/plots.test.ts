import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openConsoleFile } from '../../../examples/console/server/console-file.js';
import { createPlots } from '../../../examples/console/server/plots.js';
import { eachInItsFolder } from '../in-data-folder.js';

const folder = eachInItsFolder();

const open = () => {
  const file = openConsoleFile(join(folder.path, 'console.db'), 'normal');
  return { plots: createPlots(file), close: () => file.close() };
};

const point = (at: number) => ({ at, delivered: at, failed: 1, inDoubt: 2 });

describe('createPlots', () => {
  it('keeps at most 600 points, from the first to the last, evenly spread', () => {
    const { plots, close } = open();
    const start = 1_000_000_000_000;
    const count = 5_000;
    for (let index = 0; index < count; index += 1) {
      plots.add('a', point(start + index * 100), index === count - 1);
    }
    const samples = plots.read('a');
    close();
    expect(samples.length).toBeGreaterThan(300);
    expect(samples.length).toBeLessThanOrEqual(600);
    expect(samples[0]).toEqual(point(start));
    expect(samples.at(-1)).toEqual(point(start + (count - 1) * 100));
    const gaps = samples.slice(1, -1).map(({ at }, index) => at - (samples[index]?.at ?? 0));
    expect(new Set(gaps).size).toBe(1);
  });

  it('keeps one point for each moment, and the last one for the end', () => {
    const { plots, close } = open();
    for (const at of [1_000, 1_010, 1_099]) plots.add('a', point(at), false);
    expect(plots.read('a')).toEqual([point(1_000)]);
    plots.add('a', point(1_099), true);
    expect(plots.read('a')).toEqual([point(1_099)]);
    close();
  });

  it('is there after a restart, and written by two at once', () => {
    const [one, two] = [open(), open()];
    one.plots.add('a', point(1_000), false);
    two.plots.add('a', point(1_050), false);
    two.plots.add('a', point(1_100), false);
    one.close();
    two.close();
    const again = open();
    expect(again.plots.read('a')).toEqual([point(1_000), point(1_100)]);
    expect(again.plots.read('b')).toEqual([]);
    again.close();
  });
});
