import type { ComponentProps } from 'react';
import { describe, expectTypeOf, it } from 'vitest';
import type { ActorRefFrom } from 'xstate';
import type { CampaignStatus } from '../../src/lifecycle/index.js';
import type { campaignMachine } from '../../src/machine/index.js';
import {
  type CampaignActorRef,
  type CampaignButton,
  useCampaign,
  useCampaignControl,
} from '../../src/react/index.js';

describe('CampaignButton', () => {
  it('has props that React takes for a button and for a paragraph', () => {
    expectTypeOf<CampaignButton['buttonProps']>().toExtend<ComponentProps<'button'>>();
    expectTypeOf<CampaignButton['descriptionProps']>().toExtend<ComponentProps<'p'>>();
  });
});

describe('useCampaignControl', () => {
  it('takes the status of an API as it comes, and only events that there are', () => {
    expectTypeOf(useCampaignControl).parameter(0).toEqualTypeOf<string | null | undefined>();
    // @ts-expect-error there is no such event
    expectTypeOf(useCampaignControl).toBeCallableWith('ready', 'cancel', { onSend: () => 1 });
    // @ts-expect-error a button that sends nothing
    expectTypeOf(useCampaignControl).toBeCallableWith('ready', 'CANCEL', {});
  });

  it('knows the status that it shows', () => {
    expectTypeOf(useCampaignControl).returns.toHaveProperty('status');
    expectTypeOf<ReturnType<typeof useCampaignControl>['status']>().toEqualTypeOf<
      CampaignStatus | undefined
    >();
  });
});

describe('useCampaign', () => {
  it('takes actors of the machine as they are', () => {
    expectTypeOf<ActorRefFrom<typeof campaignMachine>>().toExtend<CampaignActorRef>();
    expectTypeOf(useCampaign).returns.toEqualTypeOf<CampaignButton>();
    // @ts-expect-error an actor of something else
    expectTypeOf(useCampaign).toBeCallableWith({ send: () => {}, getSnapshot: () => 1 });
  });

  it('has no status to show, because it does not draw when only that changes', () => {
    expectTypeOf<CampaignButton>().not.toHaveProperty('status');
  });
});
