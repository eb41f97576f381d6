import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptedEvents, can, decide } from '../../src/lifecycle/index.js';
import { anyEvent } from '../suts/event-arbitraries.js';
import { acceptedCells, cells, rejectedCells } from './cells.js';

describe('decide', () => {
  it.each(cells)('answers $event in $from as the table says', (cell) => {
    expect(decide(cell.from, { type: cell.event })).toStrictEqual(cell);
  });

  it('has an answer for 20 cells: 5 statuses times 4 events, 5 accepted and 15 rejected', () => {
    expect(new Set(cells.map(({ from, event }) => `${from} ${event}`)).size).toBe(20);
    expect(new Set(cells.map(({ from }) => from)).size).toBe(5);
    expect(new Set(cells.map(({ event }) => event)).size).toBe(4);
    expect(acceptedCells).toHaveLength(5);
    expect(rejectedCells).toHaveLength(15);
  });

  it('knows an event by its type and by nothing else it carries', () => {
    const event = { type: 'CANCEL', to: 'sent', accepted: false, effects: [] } as const;
    expect(decide('ready', event)).toBe(decide('ready', { type: 'CANCEL' }));
  });

  it('reads the type of an event once, so that a getter cannot give it two', () => {
    const types = ['CANCEL', 'START'] as const;
    let reads = 0;
    const event = {
      get type() {
        return types[reads++] ?? 'COMPLETE';
      },
    };
    expect(decide('sending', event)).toBe(decide('sending', { type: 'CANCEL' }));
    expect(reads).toBe(1);
  });

  it.each(cells)('hands out the identical frozen answer to $event in $from', (cell) => {
    const decision = decide(cell.from, { type: cell.event });
    expect(decide(cell.from, { type: cell.event })).toBe(decision);
    expect(Object.isFrozen(decision)).toBe(true);
    expect(Object.isFrozen(decision.accepted ? decision.effects : decision.acceptedEvents)).toBe(
      true,
    );
    if (decision.accepted)
      for (const effect of decision.effects) expect(Object.isFrozen(effect)).toBe(true);
  });

  it('accepts what can says can be accepted, and what acceptedEvents lists', () => {
    fc.assert(
      fc.property(fc.constantFrom(...cells), anyEvent, ({ from }, event) => {
        const { accepted } = decide(from, event);
        expect(can(from, event.type)).toBe(accepted);
        expect(acceptedEvents(from).includes(event.type)).toBe(accepted);
      }),
    );
  });
});
