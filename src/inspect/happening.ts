import type { CampaignStatus } from '../lifecycle/index.js';
import type { Answer, CampaignRecord, EffectEvent, EpochMs } from '../service/index.js';
import type { InspectedEvent } from './inspector.js';

/** A campaign as somebody saw it. */
export interface Sighting {
  readonly campaignId: string;
  readonly status: CampaignStatus;
  /** When it came into this status. */
  readonly since: EpochMs;
  /** What is shown of it beside its id. */
  readonly details: () => Readonly<Record<string, unknown>>;
}

/** Something to show: that a campaign is there, that something was asked of it, or both. */
export interface Happening {
  readonly campaignId: string;
  readonly event: InspectedEvent | null;
  /** Where the campaign was when the event came; `null` where the event says nothing about that. */
  readonly before: Sighting | null;
  readonly after: Sighting | null;
}

/** What of a campaign's record may be shown; left out, nothing. */
export type Redact = (campaign: CampaignRecord) => Readonly<Record<string, unknown>>;

const nothing = () => ({});

// Without a `redact` the record is let go of here: what waits to be shown then holds no personal data.
const sighting = (campaign: CampaignRecord, redact: Redact | undefined): Sighting => ({
  campaignId: campaign.id,
  status: campaign.status,
  since: campaign.changedAt,
  details: redact ? () => redact(campaign) : nothing,
});

/** A campaign is there. */
export const created = (campaign: CampaignRecord, redact?: Redact): Happening => {
  const seen = sighting(campaign, redact);
  return { campaignId: campaign.id, event: null, before: seen, after: null };
};

/** What the event is called: whoever looks at names only sees at once that it changed nothing. */
const nameOf = (answer: Answer): string => {
  if (answer.replayed) return `${answer.event} replayed`;
  return answer.accepted ? answer.event : `${answer.event} rejected (${answer.reason})`;
};

/** A command was answered. */
export const decided = (answer: Answer, redact?: Redact): Happening => {
  const { campaignId, commandId, event, accepted, replayed, guard } = answer;
  const now = sighting(answer.campaign, redact);
  const moved = accepted && !replayed;
  return {
    campaignId,
    event: {
      type: nameOf(answer),
      ...(moved ? {} : { event }),
      ...(accepted
        ? { effects: answer.effects.map(({ type }) => type) }
        : { reason: answer.reason, acceptedEvents: answer.acceptedEvents }),
      ...(guard ? { guard } : {}),
      commandId,
    },
    before: moved ? { ...now, status: answer.from } : now,
    after: moved ? now : null,
  };
};

/** An effect was carried out, was no longer needed, or failed and is tried again. */
export const carriedOut = ({ campaignId, ...event }: EffectEvent): Happening => {
  const { effect, outcome, code } = event;
  const type = `${effect} ${outcome}${code === null ? '' : ` (${code})`}`;
  return { campaignId, event: { type, ...event }, before: null, after: null };
};
