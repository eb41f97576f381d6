import type { InspectionMessage } from 'campaign-machine/inspect';
import { inspectCampaigns } from 'campaign-machine/inspect';
import { createMemory } from 'campaign-machine/memory';
import { createCampaigns } from 'campaign-machine/service';
import { describe, expect, it, vi } from 'vitest';
import { createInspectedCampaigns } from '../../../examples/console/web/inspector/inspected-campaigns.js';

const base = { _version: '0.7.2', rootId: 'r', id: null, createdAt: '1000' } as const;

const said = (sessionId: string, event: object, createdAt = '1000') =>
  ({ ...base, createdAt, sessionId, type: '@xstate.event', event }) as InspectionMessage;

const moved = (sessionId: string, value: unknown, event: unknown = { type: 'GO' }) =>
  ({ ...base, sessionId, type: '@xstate.snapshot', snapshot: { value }, event }) as never;

const announced = (sessionId: string, value: unknown, createdAt = '1000') =>
  ({ ...base, createdAt, sessionId, type: '@xstate.actor', snapshot: { value } }) as never;

const heardOf = (...messages: readonly InspectionMessage[]) => {
  const campaigns = createInspectedCampaigns();
  for (const message of messages) campaigns.hear(message);
  return campaigns.list();
};

describe('createInspectedCampaigns', () => {
  it('makes a line of each command and effect of a real campaign', async () => {
    const heard = createInspectedCampaigns();
    const observe = inspectCampaigns({ send: heard.hear });
    const campaigns = createCampaigns({ ...createMemory({ joinsTransaction: true }), observe });
    await campaigns.create({ id: 'a' });
    await campaigns.schedule('a', { commandId: 'once' });
    await campaigns.schedule('a', { commandId: 'once' });
    await campaigns.cancel('a', { reason: 'not for the page' });
    await campaigns.start('a');
    const lines = () =>
      heard
        .list()[0]
        ?.rows.map(({ kind, name, note, move, effects }) => [
          kind,
          [name, note, move?.to ?? '', ...effects].filter(Boolean).join(' '),
        ]);
    await vi.waitFor(
      () =>
        expect(
          lines()
            ?.filter(([kind]) => kind !== 'effect')
            .reverse(),
        ).toEqual([
          ['accepted', 'SCHEDULE ready enqueue'],
          ['replayed', 'SCHEDULE replayed enqueue'],
          ['accepted', 'CANCEL cancelled dequeue'],
          ['rejected', 'START rejected (too-late)'],
        ]),
      10_000,
    );
    await vi.waitFor(() => expect(lines()).toContainEqual(['effect', 'dequeue done']), 10_000);
    expect(heard.list()[0]?.status).toBe('cancelled');
    expect(JSON.stringify(heard.list())).not.toContain('not for the page');
  });

  it('has the newest first, and forgets the one that was silent for longest', () => {
    const ids = Array.from({ length: 201 }, (_, index) => `c-${index}`);
    const list = heardOf(
      ...ids.slice(0, 200).map((id, index) => announced(id, 'draft', String(index))),
      said('c-0', { type: 'GO' }),
      announced('c-200', 'draft', '200'),
    );
    expect(list).toHaveLength(200);
    expect(list[0]?.id).toBe('c-200');
    expect(list.at(-1)?.id).toBe('c-0');
    expect(list.some(({ id }) => id === 'c-1')).toBe(false);
  });

  it('keeps the latest 200 lines, each with a number of its own', () => {
    const events = Array.from({ length: 250 }, (_, index) => said('a', { type: `E${index}` }));
    const [campaign] = heardOf(announced('a', 'draft'), ...events);
    expect(campaign?.rows).toHaveLength(200);
    expect(campaign?.rows[0]?.name).toBe('E249');
    expect(new Set(campaign?.rows.map(({ number }) => number)).size).toBe(200);
  });

  it('begins a campaign anew where it is announced anew', () => {
    const [campaign] = heardOf(
      announced('a', 'draft'),
      said('a', { type: 'X' }),
      announced('a', 'ready'),
    );
    expect(campaign).toMatchObject({ status: 'ready', rows: [] });
  });

  it('makes a line of a move whose event it was not told', () => {
    const [campaign] = heardOf(announced('a', 'draft'), moved('a', 'ready', { type: 'seen' }));
    expect(campaign?.rows).toMatchObject([{ name: 'seen', move: { from: 'draft', to: 'ready' } }]);
  });

  it('makes no move of a snapshot that changed nothing', () => {
    const [campaign] = heardOf(
      announced('a', 'draft'),
      said('a', { type: 'GO' }),
      moved('a', 'draft'),
    );
    expect(campaign?.rows).toMatchObject([{ name: 'GO', move: null }]);
  });

  it('takes what another program says as it comes', () => {
    const [campaign] = heardOf(
      said('a', { type: 7, event: {}, effects: 'all', reason: 1 }, '9e99'),
      moved('a', { nested: 'state' }, null),
      moved('a', undefined),
    );
    expect(campaign).toMatchObject({ id: 'a', announcedAt: 0, status: '' });
    const nameless = 'an event without a name';
    expect(campaign?.rows.map(({ name }) => name)).toEqual(['GO', nameless]);
    expect(() => new Date(campaign?.rows.at(-1)?.at ?? 0).toISOString()).not.toThrow();
  });
});
