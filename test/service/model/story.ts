import {
  acceptedEvents,
  type CampaignEventType,
  type CampaignStatus,
  type Decision,
  decide,
} from '../../../src/lifecycle/index.js';
import type { CommitGuard } from '../../../src/service/index.js';

/** What was answered to a command, as far as it does not depend on when it was asked. */
export interface Told {
  readonly decision: Decision;
  readonly guard: CommitGuard | null;
}

/** A line that the history has to have; `null` where the command was not named. */
export interface Line {
  readonly event: CampaignEventType | 'CREATE' | 'ADOPT';
  readonly commandId: string | null;
}

/** All that is remembered of one campaign. */
export interface CampaignStory {
  status: CampaignStatus;
  dueAt: number | null;
  cancellation: {
    readonly by: string | null;
    readonly at: number;
    readonly reason: string | null;
    readonly from: CampaignStatus;
  } | null;
  /** Somebody has vouched that everything is sent. */
  isSealed: boolean;
  readonly history: Line[];
  /** By the name of the command. */
  readonly told: Map<string, Told>;
  /** Recorded and not carried out. */
  readonly open: string[];
}

/** What the service should know, in a few plain values. */
export interface Story {
  now: number;
  /** Queue and signals take part in the commit: nothing is ever left to be carried out. */
  readonly isJoined: boolean;
  /** The campaigns' rows are the jobs, so that none is lost and none is enqueued again. */
  readonly jobsAreRows: boolean;
  /** A cancel is heard by its commit, so that nothing is published for it. */
  readonly toldByCommit: boolean;
  readonly campaigns: Map<string, CampaignStory>;
  /** What the outside world was told since somebody last looked. */
  ports: string[];
}

export const newStory = (
  now: number,
  kind: Pick<Story, 'isJoined' | 'jobsAreRows' | 'toldByCommit'>,
): Story => ({
  now,
  ...kind,
  campaigns: new Map(),
  ports: [],
});

/** A campaign appears. One that appears in `ready` has to be brought to the queue. */
export const appear = (
  story: Story,
  id: string,
  { status, dueAt, line }: Pick<CampaignStory, 'status' | 'dueAt'> & { readonly line: Line },
): void => {
  const campaign: CampaignStory = {
    status,
    dueAt,
    cancellation: null,
    isSealed: false,
    history: [line],
    told: new Map(),
    open: [],
  };
  story.campaigns.set(id, campaign);
  if (status === 'ready') emit(story, id, campaign, ['enqueue']);
};

const emit = (
  story: Story,
  id: string,
  campaign: CampaignStory,
  effects: readonly string[],
): void => {
  if (!story.isJoined) {
    campaign.open.push(...effects);
    return;
  }
  const isCalledFor = (effect: string) =>
    effect === 'abort-dispatch' ? !story.toldByCommit : !story.jobsAreRows;
  story.ports.push(...effects.filter(isCalledFor).map((effect) => `${effect} ${id}`));
};

/** The relay comes by: in order, and no job for a campaign that is not ready any more. */
export const relay = (story: Story): number => {
  let settled = 0;
  for (const [id, campaign] of story.campaigns) {
    for (const effect of campaign.open.splice(0)) {
      settled += 1;
      if (effect === 'enqueue' && campaign.status !== 'ready') continue;
      story.ports.push(`${effect} ${id}`);
    }
  }
  return settled;
};

/** Who would find work: due and not started, or started and with recipients still to be read. */
export const isWaiting = ({ now }: Story, { status, dueAt, isSealed }: CampaignStory): boolean =>
  status === 'sending' ? !isSealed : status === 'ready' && (dueAt ?? 0) <= now;

const guardUnmet = (
  { now }: Story,
  { dueAt, isSealed }: CampaignStory,
  event: CampaignEventType,
): CommitGuard | null => {
  if (event === 'START' && (dueAt ?? 0) > now) return 'due';
  return event === 'COMPLETE' && !isSealed ? 'settled' : null;
};

const answerTo = (story: Story, campaign: CampaignStory, event: CampaignEventType): Told => {
  const decision = decide(campaign.status, { type: event });
  const guard = decision.accepted ? guardUnmet(story, campaign, event) : null;
  if (guard === null) return { decision, guard };
  const others = acceptedEvents(campaign.status).filter((type) => type !== event);
  const from = campaign.status;
  const refusal = { accepted: false, from, event, reason: 'too-early', acceptedEvents: others };
  return { decision: refusal as Decision, guard };
};

/** A command as it was given. */
export interface Asked {
  readonly id: string;
  readonly event: CampaignEventType;
  readonly commandId?: string | undefined;
  readonly by?: string | undefined;
  readonly reason?: string | undefined;
  /** SCHEDULE: from now. */
  readonly inMs?: number | undefined;
}

/** What has to be answered; the story goes on with it. */
export const tell = (
  story: Story,
  campaign: CampaignStory,
  { id, event, commandId, by = undefined, reason = undefined, inMs = 0 }: Asked,
): Told => {
  const told = answerTo(story, campaign, event);
  const { decision } = told;
  if (decision.accepted || commandId !== undefined) {
    campaign.history.push({ event, commandId: commandId ?? null });
  }
  if (commandId !== undefined) campaign.told.set(commandId, told);
  if (!decision.accepted) return told;
  const at = story.now;
  campaign.status = decision.to;
  if (event === 'SCHEDULE') campaign.dueAt = at + Math.max(0, inMs);
  if (event === 'CANCEL') {
    const { from } = decision;
    campaign.cancellation = { by: by ?? null, at, reason: reason ?? null, from };
  }
  emit(
    story,
    id,
    campaign,
    decision.effects.map(({ type }) => type),
  );
  return told;
};
