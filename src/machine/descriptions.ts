import type { CampaignEffect, CampaignEventType, CampaignStatus } from '../lifecycle/index.js';

/** One sentence for each status, shown by the Stately inspector and the diagrams. */
export const statusDescriptions: Readonly<Record<CampaignStatus, string>> = {
  draft: 'Being written. Nothing is queued and nobody has been sent anything.',
  ready: 'Scheduled and queued. Nobody has been sent anything, and until START nobody will be.',
  sending: 'A dispatch hands messages over to the push service.',
  sent: 'Every recipient is settled. Final: there is nothing left to cancel.',
  cancelled: 'Stopped for good. Final: duplicate the campaign to send it after all.',
};

/** One sentence for each event. */
export const eventDescriptions: Readonly<Record<CampaignEventType, string>> = {
  SCHEDULE: 'The campaign is released for sending, now or at its time.',
  START: 'A worker takes the campaign up. No message is handed over before this is stored.',
  COMPLETE: 'The last recipient is settled.',
  CANCEL: 'Somebody stops the campaign. A ready one is never sent, a sending one stops at once.',
};

/** What each effect promises, for those who carry it out. */
export const effectDescriptions: Readonly<Record<CampaignEffect['type'], string>> = {
  enqueue: 'Put the campaign into the queue, to be taken at its time.',
  dequeue: 'Take the campaign out of the queue. If a job slips through, it dies at START.',
  'abort-dispatch': 'Tell every worker of this campaign to hand over nothing more.',
};
