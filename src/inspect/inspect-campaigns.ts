import type { CampaignObserver } from '../service/index.js';
import { carriedOut, created, decided, type Happening, type Redact } from './happening.js';
import type { InspectorLike } from './inspector.js';
import { createMailbox } from './mailbox.js';
import { inspectorOf, type SendMessage } from './messages.js';
import { createStory } from './story.js';

/** Where {@link inspectCampaigns} sends what it sees, and what it may show. */
export type InspectCampaignsOptions = (
  | {
      /** An inspector of `@statelyai/inspect`. Make it once. */
      readonly inspector: InspectorLike;
      readonly send?: never;
    }
  | {
      /** Takes the messages themselves; `@statelyai/inspect` need not be installed. */
      readonly send: SendMessage;
      readonly inspector?: never;
    }
) & {
  /**
   * What of a campaign's record to show in its context, beside `campaignId`. Left out: nothing, so that
   * only ids and codes leave the process.
   */
  readonly redact?: Redact;
};

/** An observer for `createCampaigns({ observe })`. */
export interface CampaignInspection
  extends Required<Pick<CampaignObserver, 'onCreated' | 'onDecision' | 'onEffect'>> {
  /** How much was not shown, because the inspector failed or was too slow. */
  readonly dropped: number;
}

// A thousand of each are a few hundred kilobytes, and more than anybody looks at.
const waitingMax = 1000;
const campaignsMax = 1000;

const targetOf = ({ inspector, send }: InspectCampaignsOptions): InspectorLike => {
  if (typeof send === 'function' && inspector === undefined) return inspectorOf(send);
  if (send === undefined && typeof inspector?.actor === 'function') return inspector;
  throw new TypeError(
    'inspectCampaigns expects either an inspector of @statelyai/inspect (createInspector and its kin) or ' +
      `a function to send messages with; got ${inspector === undefined ? 'no' : 'an'} inspector and ` +
      `${send === undefined ? 'no' : 'a'} send.`,
  );
};

/**
 * Shows every campaign of a backend as a live machine in the Stately inspector: its definition, each
 * command (a rejected one by a name that says so), each status, each effect.
 *
 * Nothing it does reaches a command: the hooks only take a note, which is told to the inspector in a
 * later turn of the event loop. An inspector that throws, rejects, is slow or never answers costs what
 * there is to see, counted in `dropped`; what waits and what is remembered is bounded.
 *
 * Only this process's commands are seen. Where another process moved a campaign meanwhile, the inspector
 * is brought up to date with the next command here.
 *
 * @throws TypeError where there is no inspector and no `send`, or both
 *
 * @example
 * const inspector = createWebSocketInspector({ url: 'ws://127.0.0.1:8080' });
 * const campaigns = createCampaigns({ ...database, observe: inspectCampaigns({ inspector }) });
 */
export function inspectCampaigns(options: InspectCampaignsOptions): CampaignInspection {
  const { redact } = options;
  const { tell } = createStory(targetOf(options), campaignsMax);
  const mailbox = createMailbox<Happening>(waitingMax, tell);
  return {
    onCreated: (campaign) => mailbox.post(created(campaign, redact)),
    onDecision: (answer) => mailbox.post(decided(answer, redact)),
    onEffect: (event) => mailbox.post(carriedOut(event)),
    get dropped() {
      return mailbox.dropped;
    },
  };
}
