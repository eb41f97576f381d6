import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  begin,
  begunPositions,
  countChunk,
  expire,
  isClaimable,
  isOpen,
  letter,
  pendingChunk,
  pendingPositions,
  retried,
  settle,
} from '../../src/service/chunk.js';
import type { Settlement } from '../../src/service/recipient-ledger.js';

const letters = Object.values(letter);
const outcomes = ['delivered', 'failed', 'in-doubt', 'retry', 'untouched'] as const;

const said = (outcome: Settlement['outcome'], position = 0): Settlement => ({
  chunk: 0,
  position,
  outcome,
  handedOverAt: null,
});

const anyStates = fc.string({ unit: fc.constantFrom(...letters), maxLength: 40 });
const anyPositions = fc.array(fc.integer({ min: -2, max: 42 }), { maxLength: 8 });
const many = { numRuns: 500 };

describe('letter', () => {
  it('has one letter for each state', () => {
    expect(new Set(letters).size).toBe(letters.length);
    for (const each of letters) expect(each).toHaveLength(1);
  });
});

describe('pendingChunk', () => {
  it('has as many pending recipients as it is large', () => {
    expect([pendingChunk(0), pendingChunk(3)]).toEqual(['', 'ppp']);
  });
});

describe('begin', () => {
  it.each(letters)('begins a recipient in %s only if it is pending', (state) => {
    const begun: Record<string, string> = { p: 'b', P: 'B' };
    expect(begin(state, [0])).toBe(begun[state] ?? null);
  });

  it('begins in any order', () => {
    expect(begin('pPpp', [3, 1, 0])).toBe('bBpb');
    expect(begin('pp', [])).toBe('pp');
  });

  it.each([[[0, 0]], [[1, 0, 1]], [[2]], [[-1]], [[0.5]], [[Number.NaN]], [[0, 2]]])(
    'begins nothing at %j of two',
    (positions) => {
      expect(begin('pp', positions)).toBeNull();
    },
  );

  it('does what a list of letters would do', () => {
    const law = fc.property(anyStates, anyPositions, (states, positions) => {
      const list = [...states];
      const isGood = positions.every(
        (at, i) => /[pP]/.test(list[at] ?? '') && positions.indexOf(at) === i,
      );
      for (const position of positions) list[position] = list[position] === 'P' ? 'B' : 'b';
      expect(begin(states, positions)).toBe(isGood ? list.join('') : null);
    });
    fc.assert(law, many);
  });
});

describe('settle', () => {
  // From which letter to which, by outcome; '.' is refused. In the order of `outcomes`.
  const live: Record<string, string> = { b: 'dfimp', B: 'dfimP' };
  const late: Record<string, string> = { i: 'df...', P: 'df...' };

  it.each(letters)('settles a recipient in %s as the table says', (state) => {
    for (const [index, outcome] of outcomes.entries()) {
      const expected = (table: Record<string, string>) => {
        const to = table[state]?.[index] ?? '.';
        return to === '.' ? null : to;
      };
      expect([outcome, settle(state, said(outcome), false)]).toEqual([outcome, expected(live)]);
      expect([outcome, settle(state, said(outcome), true)]).toEqual([outcome, expected(late)]);
    }
  });

  it('touches the one recipient, and nobody who is not there', () => {
    expect(settle('bbb', said('failed', 1), false)).toBe('bfb');
    for (const position of [3, -1, 0.5]) {
      expect(settle('bbb', said('failed', position), false)).toBeNull();
    }
  });
});

describe('retried', () => {
  it('keeps an earlier doubt', () => {
    expect(retried('bBbd', [0, 1, 2])).toBe('pPp');
  });
});

describe('expire', () => {
  it('leaves what was begun in doubt, or to be sent again', () => {
    expect(expire('pPbBdfim', false)).toBe('pPiidfim');
    expect(expire('pPbBdfim', true)).toBe('pPPPdfim');
  });
});

describe('countChunk', () => {
  it('counts every recipient once, and those who moved not at all', () => {
    const law = fc.property(anyStates, (states) => {
      const { pendingAgain, ...counts } = countChunk(states);
      const moved = states.split(letter.moved).length - 1;
      const sum = Object.values(counts).reduce((total, count) => total + count, moved);
      expect(sum).toBe(states.length);
      expect(pendingAgain).toBe(states.split(letter.pendingAgain).length - 1);
      expect(pendingPositions(states)).toHaveLength(counts.pending);
      expect(begunPositions(states)).toHaveLength(counts.begun);
      expect(isOpen(states)).toBe(counts.pending + counts.begun > 0);
      expect(isClaimable(states)).toBe(counts.pending > 0);
    });
    fc.assert(law, many);
  });

  it('counts each letter as what it is', () => {
    expect(countChunk('pPPbBdfffiim')).toEqual({
      pending: 3,
      pendingAgain: 2,
      begun: 2,
      delivered: 1,
      failed: 3,
      inDoubt: 2,
    });
  });
});

describe('pendingPositions and begunPositions', () => {
  it('give positions in order', () => {
    expect(pendingPositions('pbPdBp')).toEqual([0, 2, 5]);
    expect(begunPositions('pbPdBp')).toEqual([1, 4]);
  });
});

describe('a final outcome', () => {
  it('survives every step that there is', () => {
    const step = fc.oneof(
      fc.record({ begin: anyPositions }),
      fc.record({
        outcome: fc.constantFrom(...outcomes),
        at: fc.nat({ max: 40 }),
        late: fc.boolean(),
      }),
      fc.record({ resend: fc.boolean() }),
    );
    const law = fc.property(anyStates, fc.array(step, { maxLength: 30 }), (start, steps) => {
      let states = start;
      for (const each of steps) {
        if ('begin' in each) states = begin(states, each.begin) ?? states;
        else if ('resend' in each) states = expire(states, each.resend);
        else states = settle(states, said(each.outcome, each.at), each.late) ?? states;
        expect(states).toHaveLength(start.length);
        for (const final of 'dfm') {
          const before = [...start].flatMap((state, at) => (state === final ? [at] : []));
          for (const at of before) expect(states[at]).toBe(final);
        }
      }
    });
    fc.assert(law, many);
  });
});
