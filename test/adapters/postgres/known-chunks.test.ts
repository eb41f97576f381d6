import { describe, expect, it } from 'vitest';
import { createKnownChunks } from '../../../src/adapters/postgres/known-chunks.js';

const row = (chunk: number, states = 'pb', owner: string | null = 'me') => ({
  chunk,
  states,
  owner,
});

describe('createKnownChunks', () => {
  it('finds what was noted last, all of it or nothing', () => {
    const known = createKnownChunks();
    known.note('me', [row(1), row(2)]);
    known.note('me', [row(2, 'dp')]);
    expect(known.find('me', [2, 1])).toEqual(
      new Map([
        [2, row(2, 'dp')],
        [1, row(1)],
      ]),
    );
    expect(known.find('me', [1, 3])).toBeUndefined();
    expect(known.find('another', [1])).toBeUndefined();
  });

  it.each([
    ['closed', row(1, 'dfim')],
    ['given back', row(1, 'pp', null)],
    ['taken by another', row(1, 'pp', 'another')],
  ])('forgets a chunk that is %s', (_, changed) => {
    const known = createKnownChunks();
    known.note('me', [row(1)]);
    known.note('me', [changed]);
    expect(known.find('me', [1])).toBeUndefined();
  });

  it('keeps a thousand, and those that were noted last', () => {
    const known = createKnownChunks();
    for (let chunk = 0; chunk < 1000; chunk += 1) known.note('me', [row(chunk)]);
    known.note('me', [row(0)]);
    known.note('me', [row(1000)]);
    expect(known.find('me', [1])).toBeUndefined();
    expect(known.find('me', [0, 2, 1000])).toBeDefined();
  });
});
