import { describe, expectTypeOf, it } from 'vitest';
import type {
  CampaignEffect,
  CampaignEvent,
  CampaignEventType,
  CampaignStatus,
  StatusAccepting,
} from '../../src/lifecycle/index.js';
import {
  campaignEffects,
  campaignEventTypes,
  campaignStatuses,
  lifecycle,
} from '../../src/lifecycle/index.js';

describe('CampaignStatus', () => {
  it('is one of five words', () => {
    expectTypeOf<CampaignStatus>().toEqualTypeOf<
      'draft' | 'ready' | 'sending' | 'sent' | 'cancelled'
    >();
    expectTypeOf(campaignStatuses).toEqualTypeOf<readonly CampaignStatus[]>();
    // @ts-expect-error: two l
    const misspelt: CampaignStatus = 'canceled';
    expectTypeOf(misspelt).toEqualTypeOf<CampaignStatus>();
  });
});

describe('CampaignEvent', () => {
  it('is an object with one of four types', () => {
    expectTypeOf<CampaignEventType>().toEqualTypeOf<'SCHEDULE' | 'START' | 'COMPLETE' | 'CANCEL'>();
    expectTypeOf<CampaignEvent['type']>().toEqualTypeOf<CampaignEventType>();
    expectTypeOf(campaignEventTypes).toEqualTypeOf<readonly CampaignEventType[]>();
  });

  it('is told apart by its type', () => {
    expectTypeOf<Extract<CampaignEvent, { type: 'CANCEL' }>>().toEqualTypeOf<{
      readonly type: 'CANCEL';
    }>();
  });
});

describe('CampaignEffect', () => {
  it('is an object with one of three types', () => {
    expectTypeOf<CampaignEffect['type']>().toEqualTypeOf<
      'enqueue' | 'dequeue' | 'abort-dispatch'
    >();
    expectTypeOf(campaignEffects).toEqualTypeOf<readonly CampaignEffect[]>();
  });

  it('can be switched over without a default, and a switch that forgets one does not compile', () => {
    const carryOut = (effect: CampaignEffect): string => {
      switch (effect.type) {
        case 'enqueue':
          return 'put in';
        case 'dequeue':
          return 'taken out';
        case 'abort-dispatch':
          return 'stopped';
      }
    };
    expectTypeOf(carryOut).returns.toEqualTypeOf<string>();

    const carryOutSome = (effect: CampaignEffect): string => {
      switch (effect.type) {
        case 'enqueue':
          return 'put in';
        case 'dequeue':
          return 'taken out';
        default: {
          // @ts-expect-error: 'abort-dispatch' is left
          const nothing: never = effect;
          return nothing;
        }
      }
    };
    expectTypeOf(carryOutSome).returns.toEqualTypeOf<string>();
  });
});

describe('StatusAccepting', () => {
  it('is the statuses that accept the event', () => {
    expectTypeOf<StatusAccepting<'SCHEDULE'>>().toEqualTypeOf<'draft'>();
    expectTypeOf<StatusAccepting<'START'>>().toEqualTypeOf<'ready'>();
    expectTypeOf<StatusAccepting<'COMPLETE'>>().toEqualTypeOf<'sending'>();
    expectTypeOf<StatusAccepting<'CANCEL'>>().toEqualTypeOf<'ready' | 'sending'>();
  });

  it('knows no event that there is not', () => {
    // @ts-expect-error: there is no way to pause
    expectTypeOf<StatusAccepting<'PAUSE'>>().toEqualTypeOf<never>();
  });
});

describe('lifecycle', () => {
  it('keeps its literals, so that everything else can be derived from it', () => {
    expectTypeOf(lifecycle.ready.on.CANCEL.target).toEqualTypeOf<'cancelled'>();
    expectTypeOf(lifecycle.ready.on.CANCEL.actions[0].type).toEqualTypeOf<'dequeue'>();
  });

  it('cannot be written to', () => {
    // @ts-expect-error: read-only
    lifecycle.ready.on.CANCEL.target = 'sent';
  });
});
