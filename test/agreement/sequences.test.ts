import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CampaignEvent } from '../../src/index.js';
import { allSuts } from '../suts/all-suts.js';
import type { MakeSut } from '../suts/campaign-sut.js';
import { makeDecideSut } from '../suts/decide-sut.js';
import { anyEvents } from '../suts/event-arbitraries.js';

const cancelEffects = ['dequeue', 'abort-dispatch'];

/** Everything that can be seen of a campaign while it lives through these events, start included. */
const watch = (makeSut: MakeSut, events: readonly CampaignEvent[]) => {
  const campaign = makeSut('draft');
  const seen = [campaign.read()];
  for (const event of events) {
    campaign.send(event);
    seen.push(campaign.read());
  }
  campaign.dispose();
  return seen;
};

const forAnyEvents = (claim: (events: readonly CampaignEvent[]) => void) =>
  fc.assert(fc.property(anyEvents, claim));

describe('the drawn sequences', () => {
  it('get everywhere, so that no claim below holds for want of a case', () => {
    const lives = fc.sample(anyEvents, 1000).map((events) => watch(makeDecideSut, events).at(-1));
    expect(new Set(lives.map((end) => end?.status)).size).toBe(5);
    expect(new Set(lives.flatMap((end) => end?.effects ?? [])).size).toBe(3);
  });
});

describe('all implementations', () => {
  it('agree on status, effects and acceptance after every event of every sequence', () => {
    forAnyEvents((events) => {
      const [first, ...others] = allSuts.map(({ makeSut }) => watch(makeSut, events));
      expect(others).toHaveLength(3);
      for (const other of others) expect(other).toStrictEqual(first);
    });
  });
});

describe.each(allSuts)('any sequence of events, by $name', ({ makeSut }) => {
  it('never moves a campaign that has ended', () => {
    forAnyEvents((events) => {
      const seen = watch(makeSut, events);
      const end = seen.findIndex(({ final }) => final);
      if (end >= 0) for (const later of seen.slice(end)) expect(later).toStrictEqual(seen[end]);
    });
  });

  it('visits no status twice', () => {
    forAnyEvents((events) => {
      const visits = watch(makeSut, events)
        .map(({ status }) => status)
        .filter((status, step, all) => status !== all[step - 1]);
      expect(new Set(visits).size).toBe(visits.length);
    });
  });

  it('asks for an effect only while it moves', () => {
    forAnyEvents((events) => {
      const seen = watch(makeSut, events);
      for (const [step, now] of seen.entries()) {
        const before = seen[step - 1] ?? now;
        if (now.status === before.status) expect(now).toStrictEqual(before);
      }
    });
  });

  it('asks for at most one of dequeue and abort-dispatch, and that once', () => {
    forAnyEvents((events) => {
      const { effects = [] } = watch(makeSut, events).at(-1) ?? {};
      expect(effects.filter((effect) => cancelEffects.includes(effect)).length).toBeLessThan(2);
    });
  });

  it('dequeues only what was never started and aborts only what was', () => {
    forAnyEvents((events) => {
      const seen = watch(makeSut, events);
      const { effects = [] } = seen.at(-1) ?? {};
      const started = seen.some(({ status }) => status === 'sending');
      if (effects.includes('dequeue')) expect(started).toBe(false);
      if (effects.includes('abort-dispatch')) expect(started).toBe(true);
    });
  });

  it('is cancelled by a CANCEL that comes in ready or sending, and by none that comes elsewhere', () => {
    forAnyEvents((events) => {
      const seen = watch(makeSut, events);
      for (const [step, event] of events.entries()) {
        const [before, after] = [seen[step], seen[step + 1]];
        const inTime = before?.status === 'ready' || before?.status === 'sending';
        expect(before?.cancellable).toBe(inTime);
        const moved = before?.status !== after?.status;
        if (event.type === 'CANCEL') expect(moved).toBe(inTime);
        if (event.type === 'CANCEL' && inTime) expect(after?.status).toBe('cancelled');
      }
    });
  });
});
