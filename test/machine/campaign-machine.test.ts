import { describe, expect, it } from 'vitest';
import { createActor, initialTransition, transition } from 'xstate';
import {
  type CampaignStatus,
  campaignEffects,
  campaignMachine,
  campaignStatuses,
} from '../../src/index.js';
import { cells } from '../lifecycle/cells.js';

const input = { campaignId: 'autumn-sale' };
const inStatus = (value: CampaignStatus) => campaignMachine.resolveState({ value, context: input });

describe('campaignMachine', () => {
  it('is called campaign and begins in draft, with the id it was given and no effect', () => {
    const [snapshot, actions] = initialTransition(campaignMachine, input);
    expect(campaignMachine.id).toBe('campaign');
    expect(snapshot.value).toBe('draft');
    expect(snapshot.context).toStrictEqual({ campaignId: 'autumn-sale' });
    expect(actions).toStrictEqual([]);
  });

  it.each(cells)('answers $event in $from as the table says', (cell) => {
    const before = inStatus(cell.from);
    const [after, actions] = transition(campaignMachine, before, { type: cell.event });

    const effects = cell.accepted ? cell.effects.map(({ type }) => type) : [];
    expect(actions.map(({ type }) => type)).toStrictEqual(effects);
    expect(after.value).toBe(cell.accepted ? cell.to : cell.from);
    expect(after.context).toBe(before.context);
    // XState has no word for a rejection. It shows by the snapshot, which is the identical one.
    expect(after === before).toBe(!cell.accepted);
    expect(before.can({ type: cell.event })).toBe(cell.accepted);
  });

  it('has the tag cancellable where CANCEL is accepted', () => {
    const cancellable = campaignStatuses.filter((status) => inStatus(status).hasTag('cancellable'));
    expect(cancellable).toStrictEqual(['ready', 'sending']);
  });

  it('is done where the campaign has ended', () => {
    const done = campaignStatuses.filter((status) => inStatus(status).status === 'done');
    expect(done).toStrictEqual(['sent', 'cancelled']);
  });

  it('has an action for every effect and no other, so that none is skipped in silence', () => {
    const effects = campaignEffects.map(({ type }) => type);
    expect(Object.keys(campaignMachine.implementations.actions)).toStrictEqual(effects);
  });

  it('does nothing in the outside world until actions are provided', () => {
    const actor = createActor(campaignMachine, { input }).start();
    actor.send({ type: 'SCHEDULE' });
    actor.send({ type: 'CANCEL' });
    expect(actor.getSnapshot()).toMatchObject({ value: 'cancelled', status: 'done' });
  });

  it('tells the actions that are provided which campaign they are for', () => {
    const carriedOut: string[] = [];
    const provided = campaignMachine.provide({
      actions: {
        enqueue: ({ context }) => carriedOut.push(`enqueue ${context.campaignId}`),
        'abort-dispatch': ({ context }) => carriedOut.push(`abort ${context.campaignId}`),
      },
    });
    const actor = createActor(provided, { input }).start();
    for (const type of ['SCHEDULE', 'START', 'CANCEL'] as const) actor.send({ type });
    expect(carriedOut).toStrictEqual(['enqueue autumn-sale', 'abort autumn-sale']);
  });

  it('is not frozen anywhere, or the inspector for browsers cannot read it', () => {
    const frozenIn = (part: unknown): readonly unknown[] =>
      typeof part !== 'object' || part === null
        ? []
        : [...(Object.isFrozen(part) ? [part] : []), ...Object.values(part).flatMap(frozenIn)];
    expect(frozenIn(campaignMachine.config)).toStrictEqual([]);
    expect(frozenIn({ list: Object.freeze(['frozen']) })).toHaveLength(1);
  });
});
