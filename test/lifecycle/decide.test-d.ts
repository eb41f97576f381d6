import { describe, expectTypeOf, it } from 'vitest';
import {
  type Accepted,
  type CampaignEvent,
  type CampaignEventType,
  type CampaignStatus,
  type Decision,
  decide,
  explain,
  parseEvent,
  parseStatus,
  type Rejected,
  type RejectionReason,
} from '../../src/lifecycle/index.js';

declare const decision: Decision;

describe('decide', () => {
  it('takes a status and an event, and nothing else', () => {
    expectTypeOf(decide).parameters.toEqualTypeOf<[status: CampaignStatus, event: CampaignEvent]>();
    expectTypeOf(decide).returns.toEqualTypeOf<Decision>();
    // @ts-expect-error: the event, not its type
    decide('ready', 'CANCEL');
    // @ts-expect-error: not an event
    decide('ready', { type: 'PAUSE' });
    // @ts-expect-error: a string that nobody has parsed
    decide('ready' as string, { type: 'CANCEL' });
  });

  it('takes what the parsers return', () => {
    expectTypeOf(parseStatus).toEqualTypeOf<(input: unknown) => CampaignStatus>();
    expectTypeOf(parseEvent).toEqualTypeOf<(input: unknown) => CampaignEvent>();
  });
});

describe('Decision', () => {
  it('is told apart by accepted', () => {
    if (decision.accepted) expectTypeOf(decision).toEqualTypeOf<Accepted>();
    else expectTypeOf(decision).toEqualTypeOf<Rejected>();
  });

  it('gives nothing of one half to who has not looked which it is', () => {
    expectTypeOf(decision.from).toEqualTypeOf<CampaignStatus>();
    expectTypeOf(decision.event).toEqualTypeOf<CampaignEventType>();
    // @ts-expect-error: a rejection leads nowhere
    decision.to;
    // @ts-expect-error: a rejection asks for nothing
    decision.effects;
    // @ts-expect-error: an acceptance needs no reason
    decision.reason;
  });
});

describe('Accepted', () => {
  it('is told apart by its event and by where it comes from', () => {
    type Cancelled = Extract<Accepted, { event: 'CANCEL' }>;
    expectTypeOf<Cancelled['from']>().toEqualTypeOf<'ready' | 'sending'>();
    expectTypeOf<Cancelled['to']>().toEqualTypeOf<'cancelled'>();

    type Aborted = Extract<Cancelled, { from: 'sending' }>;
    expectTypeOf<Aborted['effects'][0]['type']>().toEqualTypeOf<'abort-dispatch'>();

    type Completed = Extract<Accepted, { event: 'COMPLETE' }>;
    expectTypeOf<Completed['from']>().toEqualTypeOf<'sending'>();
    expectTypeOf<Completed['effects']['length']>().toEqualTypeOf<0>();
  });

  it('cannot be written to', () => {
    // @ts-expect-error: read-only
    if (decision.accepted) decision.to = 'sent';
    // @ts-expect-error: read-only
    if (decision.accepted) decision.effects[0] = { type: 'enqueue' };
  });
});

describe('Rejected', () => {
  it('has one of three reasons', () => {
    expectTypeOf<Rejected['reason']>().toEqualTypeOf<RejectionReason>();
    expectTypeOf<RejectionReason>().toEqualTypeOf<'repeated' | 'too-early' | 'too-late'>();
    expectTypeOf<Rejected['acceptedEvents']>().toEqualTypeOf<readonly CampaignEventType[]>();
  });

  it('is the only thing that is explained', () => {
    if (!decision.accepted) expectTypeOf(explain(decision)).toEqualTypeOf<string>();
    // @ts-expect-error: an acceptance needs no explanation
    if (decision.accepted) explain(decision);
  });
});
