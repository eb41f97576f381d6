import { describe, expect, it } from 'vitest';
import type { MemoryOptions } from '../../src/adapters/memory/index.js';
import type { AbortNews } from '../../src/service/index.js';
import { DispatchStopped } from '../../src/service/index.js';
import { type HeldLease, holdLease } from '../../src/service/lease.js';
import { createGate, never } from './gate.js';
import { onMemory } from './on-memory.js';

const leaseMs = 300;
const beatMs = 100;
const deaf: MemoryOptions = { faults: { loseSignal: () => true } };

type System = ReturnType<typeof onMemory>;

const take = ({ context }: System, shutdown = new AbortController().signal) =>
  holdLease(context, {
    campaignId: 'c',
    exclusive: false,
    options: { leaseMs, beatMs, worker: 'w' },
    shutdown,
  });

const held = async (...input: Parameters<typeof take>): Promise<HeldLease> => {
  const lease = await take(...input);
  return 'taken' in lease ? expect.fail(`The lease was refused: ${lease.because}.`) : lease;
};

const stopCode = ({ stop }: HeldLease): string | null =>
  stop.reason instanceof DispatchStopped ? stop.reason.code : null;

const abortCode = ({ abort }: HeldLease): string | null =>
  abort.reason instanceof DispatchStopped ? abort.reason.code : null;

describe('holdLease', () => {
  it('stops at the signal of a cancel, without any time passing', async () => {
    const system = onMemory();
    await system.campaigns.adopt('c', 'sending');
    const lease = await held(system);
    expect([lease.mayHandOver(), stopCode(lease)]).toEqual([true, null]);
    await system.campaigns.cancel('c');
    await system.clock.advance(0);
    expect([lease.mayHandOver(), stopCode(lease), abortCode(lease)]).toEqual([
      false,
      'cancelled',
      'cancelled',
    ]);
    await lease.end();
  });

  it('stops at the next beat when the signal is lost', async () => {
    const system = onMemory(deaf);
    await system.campaigns.adopt('c', 'sending');
    const lease = await held(system);
    await system.campaigns.cancel('c');
    await system.clock.advance(beatMs - 1);
    expect(stopCode(lease)).toBeNull();
    await system.clock.advance(1);
    expect([stopCode(lease), abortCode(lease)]).toEqual(['cancelled', 'cancelled']);
    await lease.end();
  });

  it('stops at what a step of the ledger says, the first reason being the one that stays', async () => {
    const system = onMemory(deaf);
    await system.campaigns.adopt('c', 'sending');
    const lease = await held(system);
    const state = { held: true, now: 0, expiresAt: 1 } as const;
    lease.heard({ ...state, status: 'sending' });
    expect(stopCode(lease)).toBeNull();
    lease.heard({ ...state, status: 'sent' });
    expect(stopCode(lease)).toBe('not-sending');
    lease.heard({ held: false, now: 0 });
    expect(stopCode(lease)).toBe('not-sending');
    await lease.end();
  });

  it('looks at once when it hears that something may have been missed', async () => {
    let listener = (_: AbortNews) => {};
    const system = onMemory({
      replace: ({ signals }) => ({
        signals: {
          ...signals,
          publish: async () => {},
          subscribe: async (_, given) => {
            listener = given;
            return () => {};
          },
        },
      }),
    });
    await system.campaigns.adopt('c', 'sending');
    const lease = await held(system);
    await system.campaigns.cancel('c');
    await system.clock.advance(0);
    expect(stopCode(lease)).toBeNull();
    listener('look');
    await system.clock.advance(0);
    expect(stopCode(lease)).toBe('cancelled');
    await lease.end();
  });

  it('looks again after a beat during which it was told to look', async () => {
    let listener = (_: AbortNews) => {};
    const answered = createGate();
    let beats = 0;
    const system = onMemory({
      replace: ({ signals, ledger }) => ({
        signals: {
          ...signals,
          publish: async () => {},
          subscribe: async (_, given) => {
            listener = given;
            return () => {};
          },
        },
        ledger: {
          ...ledger,
          renewLease: async (...input) => {
            const state = await ledger.renewLease(...input);
            beats += 1;
            if (beats === 1) await answered.opened;
            return state;
          },
        },
      }),
    });
    await system.campaigns.adopt('c', 'sending');
    const lease = await held(system);
    await system.clock.advance(beatMs);
    await system.campaigns.cancel('c');
    listener('look');
    answered.open();
    await system.clock.advance(0);
    expect([beats, stopCode(lease)]).toEqual([2, 'cancelled']);
    await lease.end();
  });

  it('keeps the lease for as long as it beats', async () => {
    const system = onMemory();
    await system.campaigns.adopt('c', 'sending');
    const lease = await held(system);
    await system.clock.advance(10 * leaseMs);
    expect([lease.mayHandOver(), stopCode(lease)]).toEqual([true, null]);
    expect((await system.campaigns.report('c')).workers).toEqual(['w']);
    await lease.end();
  });

  it('stops when the store says that the lease is lost', async () => {
    const system = onMemory();
    await system.campaigns.adopt('c', 'sending');
    const lease = await held(system);
    await system.memory.ledger.endLease(lease.ref);
    await system.clock.advance(beatMs);
    expect([stopCode(lease), abortCode(lease)]).toEqual(['lease-lost', 'lease-lost']);
    await lease.end();
  });

  it('counts its deadline from before the request, however late the answer is', async () => {
    const answerMs = 200;
    const system = onMemory({
      replace: ({ ledger }) => ({
        ledger: {
          ...ledger,
          takeLease: async (request) => {
            const taken = await ledger.takeLease(request);
            await system.clock.sleep(answerMs);
            return taken;
          },
          renewLease: () => never(),
        },
      }),
    });
    await system.campaigns.adopt('c', 'sending');
    const taking = held(system);
    await system.clock.advance(answerMs);
    const lease = await taking;
    await system.clock.advance(leaseMs - answerMs - 1);
    expect(lease.mayHandOver()).toBe(true);
    await system.clock.advance(1);
    // Nobody has told it anything yet: the store does not answer.
    expect([lease.mayHandOver(), stopCode(lease)]).toEqual([false, null]);
  });

  it('stops by itself at the deadline of a lease that it cannot prolong', async () => {
    const down = new Error('The store is down.');
    const system = onMemory({
      replace: ({ ledger }) => ({ ledger: { ...ledger, renewLease: () => Promise.reject(down) } }),
    });
    await system.campaigns.adopt('c', 'sending');
    const lease = await held(system);
    await system.clock.advance(leaseMs - 1);
    expect([stopCode(lease), system.trouble]).toEqual([
      null,
      [1, 2].map(() => ({ where: 'beat', campaignId: 'c', error: down })),
    ]);
    await system.clock.advance(1);
    expect(stopCode(lease)).toBe('lease-lost');
    await lease.end();
  });

  it('survives a beat whose answer is lost', async () => {
    let isLost = true;
    const system = onMemory({
      faults: {
        crashAfterCommit: (step) => {
          const isNow = isLost && step === 'renewLease';
          if (isNow) isLost = false;
          return isNow;
        },
      },
    });
    await system.campaigns.adopt('c', 'sending');
    const lease = await held(system);
    await system.clock.advance(3 * leaseMs);
    expect([lease.mayHandOver(), system.troubledAt()]).toEqual([true, ['beat']]);
    await lease.end();
  });

  it('waits a second for a broker that does not answer, and then does without', async () => {
    const system = onMemory({
      replace: ({ signals }) => ({ signals: { ...signals, subscribe: () => never() } }),
    });
    await system.campaigns.adopt('c', 'sending');
    let isTaken = false;
    const taking = held(system).then((lease) => {
      isTaken = true;
      return lease;
    });
    await system.clock.advance(999);
    expect(isTaken).toBe(false);
    await system.clock.advance(1);
    const lease = await taking;
    await system.campaigns.cancel('c');
    await system.clock.advance(beatMs);
    expect(stopCode(lease)).toBe('cancelled');
    await lease.end();
  });

  it('looks as soon as a broker that took too long listens', async () => {
    const connected = createGate();
    const system = onMemory({
      ...deaf,
      replace: ({ signals }) => ({
        signals: {
          ...signals,
          subscribe: async (...input) => {
            await connected.opened;
            return signals.subscribe(...input);
          },
        },
      }),
    });
    await system.campaigns.adopt('c', 'sending');
    const taking = held(system);
    await system.clock.advance(1000);
    const lease = await taking;
    await system.campaigns.cancel('c');
    await system.clock.advance(0);
    expect(stopCode(lease)).toBeNull();
    connected.open();
    await system.clock.advance(0);
    expect(stopCode(lease)).toBe('cancelled');
    await lease.end();
  });

  it('does not go on listening when the broker answers after the end', async () => {
    const connected = createGate();
    let listening = 0;
    const system = onMemory({
      replace: ({ signals }) => ({
        signals: {
          ...signals,
          subscribe: async () => {
            await connected.opened;
            listening += 1;
            return () => {
              listening -= 1;
            };
          },
        },
      }),
    });
    await system.campaigns.adopt('c', 'sending');
    const taking = held(system);
    await system.clock.advance(1000);
    await (await taking).end();
    listening += 1;
    connected.open();
    await system.clock.advance(0);
    expect(listening).toBe(1);
  });

  it('tells of a broker that refuses, and relies on the beat', async () => {
    const error = new Error('No broker.');
    const system = onMemory({
      replace: ({ signals }) => ({
        signals: { ...signals, subscribe: () => Promise.reject(error) },
      }),
    });
    await system.campaigns.adopt('c', 'sending');
    const lease = await held(system);
    expect(system.trouble).toEqual([{ where: 'subscribe', campaignId: 'c', error }]);
    await system.campaigns.cancel('c');
    await system.clock.advance(beatMs);
    expect(stopCode(lease)).toBe('cancelled');
    await lease.end();
  });

  it('lets what is in flight finish on shutdown, and cuts it short on a cancel after that', async () => {
    const system = onMemory();
    const shutdown = new AbortController();
    await system.campaigns.adopt('c', 'sending');
    const lease = await held(system, shutdown.signal);
    shutdown.abort();
    expect([lease.mayHandOver(), stopCode(lease), abortCode(lease)]).toEqual([
      false,
      'shutdown',
      null,
    ]);
    await system.campaigns.cancel('c');
    await system.clock.advance(0);
    expect([stopCode(lease), abortCode(lease)]).toEqual(['shutdown', 'cancelled']);
    await lease.end();
  });

  it('hands nothing over when it is taken during a shutdown', async () => {
    const system = onMemory();
    await system.campaigns.adopt('c', 'sending');
    const lease = await held(system, AbortSignal.abort());
    expect([lease.mayHandOver(), stopCode(lease)]).toEqual([false, 'shutdown']);
    await lease.end();
  });

  it.each(['draft', 'ready', 'sent', 'cancelled'] as const)(
    'is refused on a campaign that is %s, and leaves nobody listening',
    async (status) => {
      let listening = 0;
      const system = onMemory({
        replace: ({ signals }) => ({
          signals: {
            ...signals,
            subscribe: async () => {
              listening += 1;
              return () => {
                listening -= 1;
              };
            },
          },
        }),
      });
      await system.campaigns.adopt('c', status);
      expect(await take(system)).toEqual({ taken: false, because: 'not-sending' });
      expect(listening).toBe(0);
    },
  );

  it('leaves nobody listening when the store fails', async () => {
    let listening = 0;
    const system = onMemory({
      faults: { crashAfterCommit: (step) => step === 'takeLease' },
      replace: ({ signals }) => ({
        signals: {
          ...signals,
          subscribe: async () => {
            listening += 1;
            return () => {
              listening -= 1;
            };
          },
        },
      }),
    });
    await system.campaigns.adopt('c', 'sending');
    await expect(take(system)).rejects.toMatchObject({ code: 'lost-answer' });
    expect(listening).toBe(0);
  });

  it('gives the lease back at the end and beats no more', async () => {
    let beats = 0;
    const system = onMemory({
      replace: ({ ledger }) => ({
        ledger: {
          ...ledger,
          renewLease: (...input) => {
            beats += 1;
            return ledger.renewLease(...input);
          },
        },
      }),
    });
    await system.campaigns.adopt('c', 'sending');
    const lease = await held(system);
    await system.clock.advance(beatMs);
    await lease.end();
    await system.clock.advance(10 * beatMs);
    expect([beats, (await system.campaigns.report('c')).workers]).toEqual([1, []]);
  });

  it('ends also if the store cannot be told, and says so', async () => {
    const error = new Error('The store is down.');
    const system = onMemory({
      replace: ({ ledger }) => ({ ledger: { ...ledger, endLease: () => Promise.reject(error) } }),
    });
    await system.campaigns.adopt('c', 'sending');
    await (await held(system)).end();
    expect(system.trouble).toEqual([{ where: 'lease-end', campaignId: 'c', error }]);
  });
});
