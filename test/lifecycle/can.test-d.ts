import { describe, expectTypeOf, it } from 'vitest';
import { type CampaignEventType, type CampaignStatus, can } from '../../src/lifecycle/index.js';

declare const status: CampaignStatus;

describe('can', () => {
  it('narrows the status for one literal event, both ways', () => {
    if (can(status, 'CANCEL')) expectTypeOf(status).toEqualTypeOf<'ready' | 'sending'>();
    else expectTypeOf(status).toEqualTypeOf<'draft' | 'sent' | 'cancelled'>();
    if (can(status, 'START')) expectTypeOf(status).toEqualTypeOf<'ready'>();
  });

  it('is a plain boolean for a union of events, because one of them says nothing of the others', () => {
    const some = 'CANCEL' as 'CANCEL' | 'START';
    const any = 'CANCEL' as CampaignEventType;
    if (can(status, some)) expectTypeOf(status).toEqualTypeOf<CampaignStatus>();
    else expectTypeOf(status).toEqualTypeOf<CampaignStatus>();
    if (can(status, any)) expectTypeOf(status).toEqualTypeOf<CampaignStatus>();
    else expectTypeOf(status).toEqualTypeOf<CampaignStatus>();
  });

  it('takes a status and the type of an event, and nothing else', () => {
    // @ts-expect-error: an event type is upper case
    can(status, 'cancel');
    // @ts-expect-error: the type, not the event
    can(status, { type: 'CANCEL' });
    // @ts-expect-error: not a status
    can('paused', 'CANCEL');
    // @ts-expect-error: a string that nobody has parsed
    can('ready' as string, 'CANCEL');
  });
});
