import type { CampaignStatus } from '../lifecycle/index.js';

/**
 * The statuses of other systems, and which of ours each one is. `null`: it has no counterpart and is
 * refused, because a status that is merely similar could be taken for one that can be cancelled.
 *
 * Where a vendor is between two of ours, what decides is the promise a CANCEL could still keep: a
 * campaign counts as `ready` only where it is certain that no dispatch has begun.
 */
export const foreignStatuses = {
  /** PushPushGo REST API. `inqueue`: picked up, but the dispatch (our START) has not begun. */
  pushpushgo: {
    draft: 'draft',
    ready: 'ready',
    inqueue: 'ready',
    sending: 'sending',
    sent: 'sent',
    stopped: 'cancelled',
    deleted: null,
    failed: null,
    blocked: null,
  },
  /** Klaviyo campaigns API, the values of its status filter. */
  klaviyo: {
    Draft: 'draft',
    'Preparing to schedule': 'ready',
    Scheduled: 'ready',
    'Queued without Recipients': 'ready',
    'Adding Recipients': 'sending',
    'Preparing to send': 'sending',
    Sending: 'sending',
    'Sending Segments': 'sending',
    // The variations of an A/B test are out, the winner is still to go.
    'Variations Sent': 'sending',
    Sent: 'sent',
    Cancelled: 'cancelled',
    'Cancelled: Account Disabled': 'cancelled',
    'Cancelled: Internal Error': 'cancelled',
    'Cancelled: No Recipients': 'cancelled',
    'Cancelled: Smart Sending': 'cancelled',
    Unknown: null,
  },
  /** Mailchimp Marketing API. `canceling`: the decision is taken and only its counts settle. */
  mailchimp: {
    save: 'draft',
    schedule: 'ready',
    sending: 'sending',
    sent: 'sent',
    canceling: 'cancelled',
    canceled: 'cancelled',
    paused: null,
    archived: null,
  },
} satisfies Readonly<Record<string, Readonly<Record<string, CampaignStatus | null>>>>;
