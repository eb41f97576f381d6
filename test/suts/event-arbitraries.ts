import fc from 'fast-check';
import type { CampaignEvent, CampaignEventType } from '../../src/index.js';

type EventOf<Type extends CampaignEventType> = Extract<CampaignEvent, { readonly type: Type }>;

/** How each event is drawn. An event without a line here does not compile. */
export const eventArbitraries: {
  readonly [Type in CampaignEventType]: fc.Arbitrary<EventOf<Type>>;
} = {
  SCHEDULE: fc.constant({ type: 'SCHEDULE' }),
  START: fc.constant({ type: 'START' }),
  COMPLETE: fc.constant({ type: 'COMPLETE' }),
  CANCEL: fc.constant({ type: 'CANCEL' }),
};

/** Any event. */
export const anyEvent: fc.Arbitrary<CampaignEvent> = fc.oneof(...Object.values(eventArbitraries));

/** Any sequence of events, long enough to walk past the end of every path and knock there again. */
export const anyEvents = fc.array(anyEvent, { maxLength: 12 });
