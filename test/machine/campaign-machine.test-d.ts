import { describe, expectTypeOf, it } from 'vitest';
import { createActor, type EventFromLogic, type InputFrom, type SnapshotFrom } from 'xstate';
import {
  type CampaignEvent,
  type CampaignInput,
  type CampaignStatus,
  campaignMachine,
} from '../../src/index.js';

type Snapshot = SnapshotFrom<typeof campaignMachine>;

describe('campaignMachine', () => {
  it('has the statuses, events and input of the lifecycle', () => {
    expectTypeOf<Snapshot['value']>().toEqualTypeOf<CampaignStatus>();
    expectTypeOf<EventFromLogic<typeof campaignMachine>>().toEqualTypeOf<CampaignEvent>();
    expectTypeOf<InputFrom<typeof campaignMachine>>().toEqualTypeOf<CampaignInput>();
    expectTypeOf<Snapshot['context']>().toEqualTypeOf<CampaignInput>();
    expectTypeOf<Parameters<Snapshot['hasTag']>>().toEqualTypeOf<[tag: 'cancellable']>();
  });

  it('takes an event that there is, and no other', () => {
    const actor = createActor(campaignMachine, { input: { campaignId: 'a' } });
    actor.send({ type: 'CANCEL' });
    // @ts-expect-error: not an event
    actor.send({ type: 'PAUSE' });
  });

  it('cannot be started without the id of its campaign', () => {
    // @ts-expect-error: no input
    createActor(campaignMachine);
  });

  it('takes implementations of its effects, and of nothing else', () => {
    campaignMachine.provide({
      actions: {
        dequeue: ({ context }) => expectTypeOf(context).toEqualTypeOf<CampaignInput>(),
      },
    });
    // @ts-expect-error: not an effect
    campaignMachine.provide({ actions: { pause: () => {} } });
  });
});
