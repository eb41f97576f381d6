import { Window } from 'happy-dom';
import { describe, expect, it } from 'vitest';
import { drawLifecycle } from '../../examples/lifecycle-diagram/draw.js';
import { layOut, type Table } from '../../examples/lifecycle-diagram/lay-out.js';
import { routes, size } from '../../examples/lifecycle-diagram/route.js';
import { style } from '../../examples/lifecycle-diagram/style.js';
import { campaignStatuses, lifecycle } from '../../src/lifecycle/index.js';
import { acceptedCells } from '../lifecycle/cells.js';

// As a file: it has to be well-formed.
const parsed = (svg: string) => {
  const { DOMParser } = new Window();
  return new DOMParser().parseFromString(svg, 'image/svg+xml');
};

const wordsIn = (element: {
  querySelectorAll(selector: string): Iterable<{ textContent: string }>;
}) => [...element.querySelectorAll('text')].map(({ textContent }) => textContent);

describe('drawLifecycle', () => {
  const picture = parsed(drawLifecycle(lifecycle));

  it('has every status, and says which can be cancelled and which are final', () => {
    const nodes = [...picture.querySelectorAll('.node')].map(wordsIn);
    expect(nodes.sort()).toStrictEqual([
      ['cancelled', 'final'],
      ['draft'],
      ['ready', 'cancellable'],
      ['sending', 'cancellable'],
      ['sent', 'final'],
    ]);
    expect(picture.querySelectorAll('.ring')).toHaveLength(2);
  });

  it('has an arrow for every accepted cell, with its event and its effects', () => {
    const expected = acceptedCells.map(({ event, effects }) => [
      event,
      ...effects.map(({ type }) => type),
    ]);
    expect([...picture.querySelectorAll('.arrow')].map(wordsIn)).toStrictEqual(expected);
  });

  it('says in words what it shows', () => {
    expect(picture.querySelector('svg')?.getAttribute('role')).toBe('img');
    expect(picture.querySelector('title')?.textContent).toMatch(/lifecycle/);
    const words = picture.querySelector('desc')?.textContent;
    for (const { from, event, to } of acceptedCells) {
      expect(words).toContain(`${event} leads from ${from} to ${to}`);
    }
  });

  it.each(campaignStatuses)('lights up %s and no other', (present) => {
    const lit = parsed(drawLifecycle(lifecycle, { present }));
    const nodes = [...lit.querySelectorAll('.present')];
    expect(nodes.map((node) => node.getAttribute('data-status'))).toStrictEqual([present]);
    expect(lit.querySelector('desc')?.textContent).toContain(`The campaign is ${present}.`);
  });

  it('takes words that are markup for words', () => {
    const table: Table = { '<b>"&': { on: {} } };
    const drawn = parsed(drawLifecycle(table));
    expect(drawn.querySelector('b')).toBeNull();
    expect(drawn.querySelector('.node')?.getAttribute('data-status')).toBe('<b>"&');
  });
});

describe('layOut', () => {
  it('has the longest life in one row, and what leads out of it below, in the middle', () => {
    expect(Object.fromEntries(layOut(lifecycle).places)).toStrictEqual({
      draft: { column: 0, row: 0 },
      ready: { column: 1, row: 0 },
      sending: { column: 2, row: 0 },
      sent: { column: 3, row: 0 },
      cancelled: { column: 1.5, row: 1 },
    });
  });

  it('has room for statuses that are not there yet: no two overlap, and no arrow is without a line', () => {
    const go = (target: string) => ({ target, actions: [] });
    const table: Table = {
      draft: { on: { SCHEDULE: go('ready'), CANCEL: go('cancelled') } },
      ready: { on: { START: go('sending'), CANCEL: go('cancelled'), EXPIRE: go('expired') } },
      sending: { on: { COMPLETE: go('sent') } },
      sent: { type: 'final', on: {} },
      cancelled: { type: 'final', on: {} },
      expired: { type: 'final', on: {} },
    };
    const layout = layOut(table);
    const places = [...layout.places.values()];
    expect(places).toHaveLength(6);
    for (const [index, one] of places.entries()) {
      for (const other of places.slice(index + 1)) {
        expect(one.row !== other.row || Math.abs(one.column - other.column) >= 1).toBe(true);
      }
    }
    for (const { points } of routes(layout)) expect(points.length).toBeGreaterThan(1);
  });

  it('leaves every event room between two statuses of a row', () => {
    // A letter of the picture's monospaced font is 0.6 of its size wide.
    const widest = Math.max(...acceptedCells.map(({ event }) => event.length)) * 14 * 0.6;
    expect(size.column - size.node.width).toBeGreaterThan(widest);
  });
});

const luminance = (hex: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrast = (one: string, other: string): number => {
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
};

describe.each(
  style
    .split('@media')
    .slice(0, 2)
    .map((part, index) => ({ part, name: ['light', 'dark'][index] })),
)('the colours in $name', ({ part }) => {
  const colours = Object.fromEntries(
    [...part.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map(([, name, hex]) => [name, hex]),
  ) as Record<string, string>;

  it.each([
    ['ink', 'card'],
    ['quiet', 'card'],
    ['cancel', 'card'],
    ['ink', 'node'],
    ['quiet', 'node'],
    ['ink', 'cancel-node'],
    ['cancel', 'cancel-node'],
    ['on-lit', 'lit'],
  ])('can be read: %s on %s', (letters, ground) => {
    expect(contrast(colours[letters] ?? '', colours[ground] ?? '')).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['line', 'cancel'])('can be seen: %s on the card', (line) => {
    expect(contrast(colours[line] ?? '', colours['card'] ?? '')).toBeGreaterThanOrEqual(3);
  });
});
