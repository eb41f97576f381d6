import { describe, expect, it } from 'vitest';
import { createMemory } from '../../src/adapters/memory/index.js';
import { type CampaignObserver, createCampaigns } from '../../src/service/index.js';
import { notify } from '../../src/service/observe.js';
import { createManualClock } from '../../src/testing/index.js';

const event = { where: 'beat', campaignId: 'c', error: null } as const;

describe('notify', () => {
  it('calls the hook with what happened, as a method of its observer', () => {
    const observer = {
      seen: [] as unknown[],
      onTrouble(given: unknown) {
        this.seen.push(given);
      },
    };
    notify(observer, 'onTrouble', event);
    expect(observer.seen).toEqual([event]);
  });

  it('does without hooks that are not there', () => {
    expect(() => notify({}, 'onTrouble', event)).not.toThrow();
  });

  it('contains an observer that throws', () => {
    const onTrouble = () => {
      throw new Error('No log.');
    };
    expect(() => notify({ onTrouble }, 'onTrouble', event)).not.toThrow();
  });

  it('contains an observer that throws while it is asked for its hook', () => {
    const observer: CampaignObserver = {
      get onTrouble(): never {
        throw new Error('No log.');
      },
    };
    expect(() => notify(observer, 'onTrouble', event)).not.toThrow();
  });

  it('contains an observer whose promise rejects', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => void unhandled.push(error);
    process.on('unhandledRejection', note);
    notify({ onTrouble: () => Promise.reject(new Error('No log.')) }, 'onTrouble', event);
    // Node tells of it once the microtasks are done.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('lets no observer into a command', async () => {
    const clock = createManualClock();
    const fail = () => {
      throw new Error('No log.');
    };
    const observe = { onDecision: fail, onEffect: fail, onTrouble: fail };
    for (const joinsTransaction of [true, false]) {
      const campaigns = createCampaigns({
        ...createMemory({ clock, joinsTransaction }),
        clock,
        observe,
      });
      await campaigns.adopt('c', 'draft');
      expect(await campaigns.schedule('c')).toMatchObject({ accepted: true });
      expect(await campaigns.cancel('c')).toMatchObject({ accepted: true });
      await clock.advance(0);
      expect((await campaigns.report('c')).openEffects).toEqual([]);
    }
  });
});

describe('createCampaigns({ observe })', () => {
  it.each([true, false])(
    'tells of campaigns that are new, once, and of their job (in the commit: %s)',
    async (joinsTransaction) => {
      const clock = createManualClock();
      const seen: string[] = [];
      const campaigns = createCampaigns({
        ...createMemory({ clock, joinsTransaction }),
        clock,
        observe: {
          onCreated: ({ id, status }, by) => void seen.push(`${by} ${id} ${status}`),
          onEffect: ({ campaignId, effect, outcome }) =>
            void seen.push(`${effect} ${campaignId} ${outcome}`),
        },
      });
      await campaigns.create({ id: 'a', commandId: 'first' });
      await campaigns.create({ id: 'a', commandId: 'first' });
      await campaigns.create({ id: 'a' }).catch(() => {});
      await campaigns.adopt('b', 'ready');
      await campaigns.adopt('b', 'ready');
      await clock.advance(0);
      expect(seen).toEqual(['CREATE a draft', 'ADOPT b ready', 'enqueue b done']);
    },
  );

  it('tells several observers, each of everything, whatever the others do', async () => {
    const clock = createManualClock();
    const seen: string[] = [];
    const fail = () => {
      throw new Error('No log.');
    };
    const named = (name: string): CampaignObserver => ({
      onCreated: ({ id }) => void seen.push(`${name} ${id}`),
      onDecision: ({ event }) => void seen.push(`${name} ${event}`),
    });
    const observe = [named('one'), { onCreated: fail, onDecision: fail }, named('two')];
    const campaigns = createCampaigns({ ...createMemory({ clock }), clock, observe });
    await campaigns.create({ id: 'a' });
    await campaigns.cancel('a');
    expect(seen).toEqual(['one a', 'two a', 'one CANCEL', 'two CANCEL']);
  });
});
