import { describe, expect, it } from 'vitest';
import { type InspectCampaignsOptions, inspectCampaigns } from '../../src/inspect/index.js';
import { createCampaigns } from '../../src/service/index.js';
import { collected, inspected, turns } from './collected.js';

describe('inspectCampaigns', () => {
  it('tells the life of a campaign: what it is, each event, each status, each effect', async () => {
    const { campaigns, story } = collected();
    await campaigns.create({ id: 'sale' });
    await campaigns.schedule('sale');
    await campaigns.start('sale');
    await campaigns.cancel('sale');
    expect(await story()).toEqual([
      'sale is draft',
      'sale: SCHEDULE',
      'sale → ready',
      'sale: enqueue done',
      'sale: START',
      'sale → sending',
      'sale: CANCEL',
      'sale → cancelled',
      'sale: abort-dispatch done',
    ]);
  });

  it('shows what was rejected or replayed under a name that says so, and no new status', async () => {
    const { campaigns, messages, story } = collected();
    await campaigns.adopt('sale', 'ready');
    await campaigns.complete('sale');
    await campaigns.cancel('sale', { commandId: 'click' });
    await campaigns.cancel('sale', { commandId: 'click' });
    await campaigns.cancel('sale');
    await campaigns.start('sale', { commandId: 'job' });
    expect(await story()).toEqual([
      'sale is ready',
      'sale: enqueue done',
      'sale: COMPLETE rejected (too-early)',
      'sale: CANCEL',
      'sale → cancelled',
      'sale: dequeue done',
      'sale: CANCEL replayed',
      'sale: CANCEL rejected (repeated)',
      'sale: START rejected (too-late)',
    ]);
    expect(messages.at(-1)).toMatchObject({
      event: { event: 'START', reason: 'too-late', acceptedEvents: [], commandId: 'job' },
    });
    expect(messages[6]).toMatchObject({ event: { event: 'CANCEL', commandId: 'click' } });
  });

  it('shows which guard a rejection is due to', async () => {
    const { campaigns, clock, messages, story } = collected();
    await campaigns.create({ id: 'sale' });
    await campaigns.schedule('sale', { at: new Date(clock.wallMs() + 60_000) });
    await campaigns.start('sale');
    expect((await story()).at(-1)).toBe('sale: START rejected (too-early)');
    expect(messages.at(-1)).toMatchObject({ event: { reason: 'too-early', guard: 'due' } });
  });

  it('announces a campaign that it did not see begin where it found it', async () => {
    const { campaigns, memory, clock, story } = collected();
    const elsewhere = createCampaigns({ ...memory, clock });
    await elsewhere.adopt('sale', 'ready');
    await campaigns.start('sale');
    expect(await story()).toEqual(['sale is ready', 'sale: START', 'sale → sending']);
  });

  it('catches up where another process moved a campaign meanwhile', async () => {
    const { campaigns, memory, clock, messages, story } = collected();
    const worker = createCampaigns({ ...memory, clock });
    await campaigns.adopt('sale', 'ready');
    await worker.start('sale');
    await campaigns.cancel('sale');
    expect(await story()).toEqual([
      'sale is ready',
      'sale: enqueue done',
      'sale → sending',
      'sale: CANCEL',
      'sale → cancelled',
      'sale: abort-dispatch done',
    ]);
    expect(messages[2]).toMatchObject({ event: { type: 'seen' } });
  });

  it.each([0, 1])(
    'is not led back by an answer that comes late (committed %i ms before the next)',
    async (apartMs) => {
      const { campaigns, clock, memory, inspection, story } = collected();
      const quiet = createCampaigns({ ...memory, clock });
      await quiet.adopt('sale', 'ready');
      await clock.advance(1);
      const start = await quiet.start('sale');
      await clock.advance(apartMs);
      await campaigns.cancel('sale');
      inspection.onDecision(start);
      expect(await story()).toEqual([
        'sale is sending',
        'sale: CANCEL',
        'sale → cancelled',
        'sale: abort-dispatch done',
        'sale: START',
      ]);
    },
  );

  it('follows a status that was taken back with the transaction it was written in', async () => {
    const { campaigns, clock, memory, inspection, story } = collected();
    const quiet = createCampaigns({ ...memory, clock });
    await campaigns.adopt('sale', 'ready');
    // As the answer of a command whose transaction the embedder rolls back.
    inspection.onDecision({
      accepted: true,
      from: 'ready',
      event: 'CANCEL',
      to: 'cancelled',
      effects: [{ type: 'dequeue' }],
      campaignId: 'sale',
      commandId: 'rolled-back',
      campaign: { ...(await quiet.get('sale')), status: 'cancelled' },
      cancellation: null,
      replayed: false,
    });
    await clock.advance(1);
    await campaigns.start('sale');
    expect((await story()).slice(-3)).toEqual(['sale → ready', 'sale: START', 'sale → sending']);
  });

  it('tells of effects that fail and are tried again', async () => {
    const { inspection, messages, story } = collected();
    inspection.onEffect({
      campaignId: 'sale',
      effect: 'dequeue',
      outcome: 'failed',
      attempts: 2,
      lagMs: 30,
      code: 'queue-failed',
    });
    expect(await story()).toEqual(['sale: dequeue failed (queue-failed)']);
    expect(messages[0]).toMatchObject({ event: { attempts: 2, lagMs: 30 } });
  });
});

describe('inspectCampaigns, about people', () => {
  const live = async ({ campaigns, story }: ReturnType<typeof collected>) => {
    const personal = { by: 'kim@example.org', reason: 'Anna asked' };
    await campaigns.create({ id: 'sale', data: { title: 'Dear Anna' }, ...personal });
    await campaigns.schedule('sale', personal);
    await campaigns.cancel('sale', personal);
    await campaigns.cancel('sale', personal);
    await story();
  };

  it('sends ids and codes only', async () => {
    const all = collected();
    await live(all);
    expect(JSON.stringify(all.messages)).not.toMatch(/kim|anna/i);
    const contexts = all.messages.flatMap((message) =>
      message.type === '@xstate.event' ? [] : [message.snapshot.context],
    );
    expect(contexts.length).toBe(3);
    for (const context of contexts) expect(context).toStrictEqual({ campaignId: 'sale' });
  });

  it('sends what redact lets through, and cannot be made to show another id', async () => {
    const all = collected({
      redact: ({ data, cancellation }) => ({
        campaignId: 'other',
        title: (data as { title: string }).title,
        from: cancellation?.from,
      }),
    });
    await live(all);
    const [first] = all.messages;
    expect(first).toMatchObject({
      snapshot: { context: { campaignId: 'sale', title: 'Dear Anna' } },
    });
    expect(all.messages.findLast(({ type }) => type === '@xstate.snapshot')).toMatchObject({
      snapshot: { value: 'cancelled', context: { from: 'ready' } },
    });
    expect(JSON.stringify(all.messages)).not.toMatch(/kim/i);
  });

  it('shows nothing in place of what redact fails to give', async () => {
    const all = collected({
      redact: () => {
        throw new Error('No title.');
      },
    });
    await live(all);
    expect(all.messages.filter(({ type }) => type !== '@xstate.event')).toEqual([]);
    expect(all.inspection.dropped).toBeGreaterThan(0);
  });
});

describe('inspectCampaigns, beside a command', () => {
  const moves = async ({ campaigns }: ReturnType<typeof inspected>) => {
    await campaigns.adopt('sale', 'ready');
    return (await campaigns.cancel('sale')).accepted;
  };

  it.each([
    [
      'throws',
      () => {
        throw new Error('No line.');
      },
    ],
    ['rejects', () => Promise.reject(new Error('No line.'))],
    ['never answers', () => new Promise(() => {})],
  ])('keeps to itself a sender that %s', async (_, send) => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => void unhandled.push(error);
    process.on('unhandledRejection', note);
    const inspection = inspectCampaigns({ send });
    expect(await moves(inspected(inspection))).toBe(true);
    await turns();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('calls the sender after the command was answered, never within it', () => {
    let calls = 0;
    const inspection = inspectCampaigns({
      send: () => {
        calls += 1;
      },
    });
    inspection.onEffect({
      campaignId: 'sale',
      effect: 'dequeue',
      outcome: 'done',
      attempts: 1,
      lagMs: 0,
      code: null,
    });
    expect(calls).toBe(0);
  });

  it('drops what a sender that never answers has no room for, and counts it', async () => {
    let calls = 0;
    const inspection = inspectCampaigns({
      send: () => {
        calls += 1;
        return new Promise(() => {});
      },
    });
    const { campaigns } = inspected(inspection);
    await campaigns.create({ id: 'first' });
    await turns();
    for (let index = 1; index < 1500; index += 1) await campaigns.create({ id: `c${index}` });
    await turns();
    expect(calls).toBe(1);
    // One is with the sender, a thousand wait.
    expect(inspection.dropped).toBe(1500 - 1 - 1000);
  });

  it('remembers a thousand campaigns, and announces again whom it has forgotten', async () => {
    const { campaigns, messages, story } = collected();
    for (let index = 0; index <= 1000; index += 1) {
      await campaigns.create({ id: `c${index}` });
      await turns(2);
    }
    messages.length = 0;
    await campaigns.schedule('c1000');
    await campaigns.schedule('c0');
    expect(await story()).toEqual([
      'c1000: SCHEDULE',
      'c1000 → ready',
      'c1000: enqueue done',
      'c0 is draft',
      'c0: SCHEDULE',
      'c0 → ready',
      'c0: enqueue done',
    ]);
  });

  it.each([
    ['nothing', {}],
    ['both', { inspector: { actor() {}, event() {}, snapshot() {} }, send: () => {} }],
    ['what is no inspector', { inspector: {} }],
    ['what is no function', { send: 'ws://127.0.0.1' }],
  ])('refuses %s to send to, at once', (_, options) => {
    expect(() => inspectCampaigns(options as unknown as InspectCampaignsOptions)).toThrow(
      /expects either an inspector .* or a function/,
    );
  });
});
