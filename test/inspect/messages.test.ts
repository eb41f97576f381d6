import { createInspector, type StatelyInspectionEvent } from '@statelyai/inspect';
import { describe, expect, it } from 'vitest';
import { createActor, createMachine } from 'xstate';
import { type InspectionMessage, inspectCampaigns } from '../../src/inspect/index.js';
import { campaignMachine } from '../../src/machine/index.js';
import { collected, inspected, turns } from './collected.js';

type System = Pick<ReturnType<typeof inspected>, 'campaigns'>;

const live = async ({ campaigns }: System) => {
  let ids = 0;
  const commandId = () => {
    ids += 1;
    return `command-${ids}`;
  };
  await campaigns.create({ id: 'sale', commandId: commandId() });
  await campaigns.schedule('sale', { commandId: commandId() });
  await campaigns.complete('sale', { commandId: commandId() });
  await campaigns.start('sale', { commandId: commandId() });
  await campaigns.cancel('sale', { commandId: commandId() });
  await campaigns.cancel('sale', { commandId: commandId() });
  await turns();
};

/** What the real library makes of the same life. */
const sentByTheLibrary = async () => {
  const messages: StatelyInspectionEvent[] = [];
  const inspector = createInspector({ send: (message) => void messages.push(message) });
  await live(inspected(inspectCampaigns({ inspector })));
  return messages;
};

const sentByUs = async () => {
  const all = collected();
  await live(all);
  return all.messages;
};

/** What differs by when it was sent, and the ids by which the library tells trees of actors apart. */
const comparable = (message: object) => {
  const { createdAt, rootId, id, definition, parentId, sourceId, ...rest } = JSON.parse(
    JSON.stringify(message),
  );
  return { ...rest, definition: definition && JSON.parse(definition) };
};

/** A definition without the functions, for which each serializer has a placeholder of its own. */
const withoutContext = ({ context, ...definition }: Record<string, unknown>) => definition;

describe('the messages', () => {
  it('are those that an inspector of @statelyai/inspect sends', async () => {
    const theirs = (await sentByTheLibrary()).map(comparable);
    const ours = (await sentByUs()).map(comparable);
    const [announced, ...rest] = ours;
    const [theirAnnounced, ...theirRest] = theirs;
    expect(ours.length).toBe(11);
    expect(rest).toStrictEqual(theirRest);
    expect({ ...announced, definition: null }).toStrictEqual({
      ...theirAnnounced,
      definition: null,
    });
    expect(announced?.definition).toStrictEqual(withoutContext(theirAnnounced?.definition));
  });

  it('carry the definition of the machine', async () => {
    const [announced] = await sentByUs();
    const { definition } = announced as InspectionMessage & { definition: string };
    const { context, ...config } = campaignMachine.config;
    expect(JSON.parse(definition)).toStrictEqual(JSON.parse(JSON.stringify(config)));
    const machine = createMachine(JSON.parse(definition));
    expect(Object.keys(machine.states)).toStrictEqual(Object.keys(campaignMachine.states));
  });

  it('carry the snapshots that a live actor of the machine has', async () => {
    const actor = createActor(campaignMachine, { input: { campaignId: 'sale' } }).start();
    const live = [JSON.parse(JSON.stringify(actor.getSnapshot()))];
    actor.subscribe((snapshot) => void live.push(JSON.parse(JSON.stringify(snapshot))));
    for (const type of ['SCHEDULE', 'START', 'CANCEL'] as const) actor.send({ type });
    const shown = (await sentByUs()).flatMap((message) =>
      message.type === '@xstate.event' ? [] : [message.snapshot],
    );
    expect(shown).toStrictEqual(live);
  });

  it('belong to the campaign, and say when they were sent', async () => {
    const before = Date.now();
    for (const message of await sentByUs()) {
      expect(message).toMatchObject({ sessionId: 'sale', rootId: 'sale', _version: '0.7.2' });
      expect(Number(message.createdAt)).toBeGreaterThanOrEqual(before);
      expect(Number(message.createdAt)).toBeLessThanOrEqual(Date.now());
    }
  });
});
