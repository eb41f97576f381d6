import { describe, expect, it } from 'vitest';
import { decide, explain } from '../../src/index.js';
import {
  effectDescriptions,
  eventDescriptions,
  statusDescriptions,
} from '../../src/machine/descriptions.js';
import { campaignMachine } from '../../src/machine/index.js';
import { acceptedCells } from '../lifecycle/cells.js';

const descriptions = [
  {
    name: 'statusDescriptions',
    sentences: statusDescriptions,
    expected: ['draft', 'ready', 'sending', 'sent', 'cancelled'],
  },
  {
    name: 'eventDescriptions',
    sentences: eventDescriptions,
    expected: ['SCHEDULE', 'START', 'COMPLETE', 'CANCEL'],
  },
  {
    name: 'effectDescriptions',
    sentences: effectDescriptions,
    expected: ['enqueue', 'dequeue', 'abort-dispatch'],
  },
];

describe.each(descriptions)('$name', ({ sentences, expected }) => {
  it('has whole sentences for all there are, no two the same', () => {
    expect(Object.keys(sentences)).toStrictEqual(expected);
    for (const text of Object.values(sentences)) expect(text).toMatch(/^[A-Z][^\n]{20,}\.$/);
    expect(new Set(Object.values(sentences)).size).toBe(expected.length);
  });
});

// What people see: the inspector and the diagrams are drawn from this and from nothing else.
const drawn = JSON.parse(JSON.stringify(campaignMachine));

describe('the machine that people look at', () => {
  it('says what it is and where it can be cancelled', () => {
    expect(drawn.id).toBe('campaign');
    expect(drawn.description).toMatch(/^[A-Z].* CANCEL is accepted in ready and sending.*\.$/);
  });

  it.each(Object.entries(statusDescriptions))('describes %s', (status, description) => {
    expect(drawn.states[status].description).toBe(description);
  });

  it('is marked as cancellable where it is', () => {
    const marked = Object.keys(drawn.states).filter((status) => drawn.states[status].tags.length);
    expect(marked).toStrictEqual(['ready', 'sending']);
    for (const status of marked) expect(drawn.states[status].tags).toStrictEqual(['cancellable']);
  });

  it('says of CANCEL in every status what it does there, or why it does nothing', () => {
    const said = Object.keys(drawn.states).map((status) => [status, drawn.states[status].meta]);
    const refused = (status: 'draft' | 'sent' | 'cancelled') => {
      const decision = decide(status, { type: 'CANCEL' });
      return decision.accepted ? '' : explain(decision);
    };
    expect(Object.fromEntries(said)).toStrictEqual({
      draft: { cancel: refused('draft') },
      ready: { cancel: 'Accepted: dequeue.' },
      sending: { cancel: 'Accepted: abort-dispatch.' },
      sent: { cancel: refused('sent') },
      cancelled: { cancel: refused('cancelled') },
    });
  });

  it.each(acceptedCells)('describes $event in $from, and what it asks for', (cell) => {
    const [arrow] = drawn.states[cell.from].on[cell.event];
    expect(arrow.description).toBe(eventDescriptions[cell.event]);
    expect(arrow.actions).toStrictEqual(cell.effects);
    expect(arrow.meta).toStrictEqual({
      effects: cell.effects.map(({ type }) => effectDescriptions[type]),
    });
  });
});
