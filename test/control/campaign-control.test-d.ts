import { describe, expectTypeOf, it } from 'vitest';
import {
  type CampaignControlOptions,
  type CampaignControlSnapshot,
  type ControlReason,
  createCampaignControl,
  type ServerAnswer,
} from '../../src/control/index.js';
import type { CampaignStatus, Decision } from '../../src/lifecycle/index.js';
import type { Answer } from '../../src/service/index.js';

const onSend = () => undefined;

describe('createCampaignControl', () => {
  it('takes the status of an API as it comes, and only events that there are', () => {
    createCampaignControl({ status: 'anything', eventType: 'CANCEL', onSend });
    createCampaignControl({ status: null, eventType: 'CANCEL', onSend });
    createCampaignControl({ status: undefined, eventType: 'CANCEL', onSend });
    // @ts-expect-error a campaign is not its status
    createCampaignControl({ status: { status: 'ready' }, eventType: 'CANCEL', onSend });
    // @ts-expect-error there is no such event
    createCampaignControl({ status: 'ready', eventType: 'cancel', onSend });
  });

  it('puts no limits on what onSend gives back', () => {
    expectTypeOf<() => Promise<Response>>().toExtend<CampaignControlOptions['onSend']>();
    expectTypeOf<() => void>().toExtend<CampaignControlOptions['onSend']>();
  });
});

describe('CampaignControlSnapshot', () => {
  it('has every key at all times, and cannot be written to', () => {
    expectTypeOf<CampaignControlSnapshot>().toEqualTypeOf<{
      readonly status: CampaignStatus | undefined;
      readonly enabled: boolean;
      readonly pending: boolean;
      readonly reason: ControlReason | undefined;
      readonly explanation: string | undefined;
      readonly failure: { readonly error: unknown } | undefined;
    }>();
    expectTypeOf<ControlReason>().toEqualTypeOf<
      'repeated' | 'too-early' | 'too-late' | 'unknown-status'
    >();
  });
});

describe('ServerAnswer', () => {
  it('is what the lifecycle decides and what the service answers', () => {
    expectTypeOf<Decision>().toExtend<ServerAnswer>();
    expectTypeOf<Answer>().toExtend<ServerAnswer>();
  });
});
