import {
  createWebSocketInspector,
  createWebSocketReceiver,
  type StatelyInspectionEvent,
} from '@statelyai/inspect';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createActor, createMachine } from 'xstate';
import { type ServedRelay, serveInspectorRelay } from '../../examples/inspector/serve-relay.js';
import { type InspectionMessage, inspectCampaigns } from '../../src/inspect/index.js';
import { campaignMachine } from '../../src/machine/index.js';
import { inspected, told } from './collected.js';

let relay: ServedRelay;
beforeEach(async () => {
  relay = await serveInspectorRelay();
});
afterEach(() => relay.close());

/** A real receiver of `@statelyai/inspect`, and all that it got so far. */
const receive = () => {
  const messages: InspectionMessage[] = [];
  const keep = (message: StatelyInspectionEvent) =>
    void messages.push(message as unknown as InspectionMessage);
  createWebSocketReceiver({ server: relay.url }).subscribe(keep);
  return messages;
};

const life = [
  'sale is draft',
  'sale: SCHEDULE',
  'sale → ready',
  'sale: enqueue done',
  'sale: COMPLETE rejected (too-early)',
  'sale: CANCEL',
  'sale → cancelled',
  'sale: dequeue done',
];

const live = async ({ campaigns }: Pick<ReturnType<typeof inspected>, 'campaigns'>) => {
  await campaigns.create({ id: 'sale', data: { title: 'Dear Anna' }, by: 'kim' });
  await campaigns.schedule('sale', { by: 'kim' });
  await campaigns.complete('sale');
  await campaigns.cancel('sale', { by: 'kim', reason: 'Anna asked' });
};

const arrived = async (messages: readonly InspectionMessage[], expected: readonly string[]) =>
  vi.waitFor(() => expect(messages.map(told)).toEqual(expected), 10_000);

describe('inspectCampaigns, over a WebSocket to a receiver of @statelyai/inspect', () => {
  it('shows the life of a campaign in order, with the definition of the machine', async () => {
    const inspector = createWebSocketInspector({ url: relay.url });
    const messages = receive();
    await live(inspected(inspectCampaigns({ inspector })));
    await arrived(messages, life);
    inspector.stop();

    const [announced] = messages;
    if (announced?.type !== '@xstate.actor') throw new Error('Expected a campaign; got none');
    const { context, ...definition } = JSON.parse(announced.definition);
    expect(createMachine(definition).config).toStrictEqual(
      JSON.parse(JSON.stringify(campaignMachine.config)),
    );
    expect(messages[6]).toMatchObject({
      event: { type: 'CANCEL', effects: ['dequeue'] },
      snapshot: { status: 'done', value: 'cancelled', context: { campaignId: 'sale' } },
    });
    expect(JSON.stringify(messages)).not.toMatch(/anna|kim/i);
  });

  it('needs no library in the process of the campaigns', async () => {
    const messages = receive();
    await live(inspected(inspectCampaigns({ send: relay.send })));
    await arrived(messages, life);
  });

  it('tells a viewer that comes late the same', async () => {
    const early = receive();
    await live(inspected(inspectCampaigns({ send: relay.send })));
    await arrived(early, life);
    await arrived(receive(), life);
  });

  it('is nothing that commands wait for when nobody listens', async () => {
    const inspector = createWebSocketInspector({ url: 'ws://127.0.0.1:9', autoStart: false });
    const observe = inspectCampaigns({ inspector });
    const { campaigns } = inspected(observe);
    await campaigns.adopt('sale', 'sending');
    expect(await campaigns.cancel('sale')).toMatchObject({ accepted: true, to: 'cancelled' });
  });
});

describe('a live actor of campaignMachine, over the same WebSocket', () => {
  it('shows its events, also those that it does not take, and its snapshots', async () => {
    const inspector = createWebSocketInspector({ url: relay.url });
    const messages = receive();
    const input = { campaignId: 'sale' };
    const actor = createActor(campaignMachine, {
      input,
      id: 'sale',
      inspect: inspector.inspect,
    }).start();
    for (const type of ['SCHEDULE', 'COMPLETE', 'CANCEL'] as const) actor.send({ type });
    // Messages are sent when the process is idle, and the announcement then has the latest snapshot.
    const { sessionId } = actor;
    await arrived(messages, [
      `${sessionId} is cancelled`,
      `${sessionId}: xstate.init`,
      `${sessionId} → draft`,
      `${sessionId}: SCHEDULE`,
      `${sessionId} → ready`,
      `${sessionId}: COMPLETE`,
      `${sessionId} → ready`,
      `${sessionId}: CANCEL`,
      `${sessionId} → cancelled`,
    ]);
    inspector.stop();
    expect(messages[0]).toMatchObject({ name: 'sale', snapshot: { context: input } });
  });
});
