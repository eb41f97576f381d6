import { describe, expect, it } from 'vitest';
import { cells } from '../lifecycle/cells.js';
import { allSuts } from '../suts/all-suts.js';

describe.each(allSuts)('the table, by $name', ({ makeSut }) => {
  it.each(cells)('$from and $event: accepted is $accepted', (cell) => {
    const campaign = makeSut(cell.from);
    const before = campaign.read();

    campaign.send({ type: cell.event });

    const expected = cell.accepted
      ? { status: cell.to, effects: cell.effects.map(({ type }) => type) }
      : { ...before };
    expect(before).toMatchObject({ status: cell.from, effects: [] });
    expect(campaign.read()).toMatchObject(expected);
    campaign.dispose();
  });
});
