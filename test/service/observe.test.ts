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
