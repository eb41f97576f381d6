import type {
  Accepted,
  CampaignEvent,
  CampaignEventType,
  CampaignStatus,
  Decision,
  Rejected,
  RejectionReason,
} from 'campaign-machine/lifecycle';

const accept = (transition: Omit<Accepted, 'accepted'>): Decision =>
  Object.freeze({ accepted: true, ...transition } as Accepted);

const rejectIn =
  (from: CampaignStatus, ...acceptedEvents: readonly CampaignEventType[]) =>
  (event: CampaignEventType, reason: RejectionReason): Decision =>
    Object.freeze<Rejected>({
      accepted: false,
      from,
      event,
      reason,
      acceptedEvents: Object.freeze(acceptedEvents),
    });

const rejectInDraft = rejectIn('draft', 'SCHEDULE');
const draftSchedule = accept({
  from: 'draft',
  event: 'SCHEDULE',
  to: 'ready',
  effects: [{ type: 'enqueue' }],
});
const draftStart = rejectInDraft('START', 'too-early');
const draftComplete = rejectInDraft('COMPLETE', 'too-early');
const draftCancel = rejectInDraft('CANCEL', 'too-early');

const rejectInReady = rejectIn('ready', 'START', 'CANCEL');
const readySchedule = rejectInReady('SCHEDULE', 'repeated');
const readyStart = accept({ from: 'ready', event: 'START', to: 'sending', effects: [] });
const readyComplete = rejectInReady('COMPLETE', 'too-early');
const readyCancel = accept({
  from: 'ready',
  event: 'CANCEL',
  to: 'cancelled',
  effects: [{ type: 'dequeue' }],
});

const rejectInSending = rejectIn('sending', 'COMPLETE', 'CANCEL');
const sendingSchedule = rejectInSending('SCHEDULE', 'too-late');
const sendingStart = rejectInSending('START', 'repeated');
const sendingComplete = accept({ from: 'sending', event: 'COMPLETE', to: 'sent', effects: [] });
const sendingCancel = accept({
  from: 'sending',
  event: 'CANCEL',
  to: 'cancelled',
  effects: [{ type: 'abort-dispatch' }],
});

const rejectInSent = rejectIn('sent');
const sentSchedule = rejectInSent('SCHEDULE', 'too-late');
const sentStart = rejectInSent('START', 'too-late');
const sentComplete = rejectInSent('COMPLETE', 'repeated');
const sentCancel = rejectInSent('CANCEL', 'too-late');

const rejectInCancelled = rejectIn('cancelled');
const cancelledSchedule = rejectInCancelled('SCHEDULE', 'too-late');
const cancelledStart = rejectInCancelled('START', 'too-late');
const cancelledComplete = rejectInCancelled('COMPLETE', 'too-late');
const cancelledCancel = rejectInCancelled('CANCEL', 'repeated');

const refuse = (input: unknown): never => {
  throw new TypeError(`Expected a status and an event of the lifecycle; got ${String(input)}.`);
};

/** What one would write instead of the table, with the same answers; `decide` is held against it. */
export function decideBySwitch(status: CampaignStatus, { type }: CampaignEvent): Decision {
  switch (status) {
    case 'draft':
      switch (type) {
        case 'SCHEDULE':
          return draftSchedule;
        case 'START':
          return draftStart;
        case 'COMPLETE':
          return draftComplete;
        case 'CANCEL':
          return draftCancel;
        default:
          return refuse(type);
      }
    case 'ready':
      switch (type) {
        case 'SCHEDULE':
          return readySchedule;
        case 'START':
          return readyStart;
        case 'COMPLETE':
          return readyComplete;
        case 'CANCEL':
          return readyCancel;
        default:
          return refuse(type);
      }
    case 'sending':
      switch (type) {
        case 'SCHEDULE':
          return sendingSchedule;
        case 'START':
          return sendingStart;
        case 'COMPLETE':
          return sendingComplete;
        case 'CANCEL':
          return sendingCancel;
        default:
          return refuse(type);
      }
    case 'sent':
      switch (type) {
        case 'SCHEDULE':
          return sentSchedule;
        case 'START':
          return sentStart;
        case 'COMPLETE':
          return sentComplete;
        case 'CANCEL':
          return sentCancel;
        default:
          return refuse(type);
      }
    case 'cancelled':
      switch (type) {
        case 'SCHEDULE':
          return cancelledSchedule;
        case 'START':
          return cancelledStart;
        case 'COMPLETE':
          return cancelledComplete;
        case 'CANCEL':
          return cancelledCancel;
        default:
          return refuse(type);
      }
    default:
      return refuse(status);
  }
}
