import fc from 'fast-check';
import { expect } from 'vitest';
import type { CampaignEvent, CampaignEventType } from '../../src/index.js';
import type { CampaignSut } from '../suts/campaign-sut.js';
import { eventArbitraries } from '../suts/event-arbitraries.js';

/**
 * A campaign as the people who run it would tell its story, without statuses: what has happened so
 * far and what was asked of the outside world. A second way of saying the rules, not a copy of the table.
 */
export interface Story {
  scheduled: boolean;
  started: boolean;
  completed: boolean;
  cancelled: boolean;
  readonly effects: string[];
}

export const newStory = (): Story => ({
  scheduled: false,
  started: false,
  completed: false,
  cancelled: false,
  effects: [],
});

/** How each event goes on with the story; where it has no place in it, nothing happens. */
const tell: { readonly [Type in CampaignEventType]: (story: Story) => void } = {
  SCHEDULE(story) {
    if (story.scheduled) return;
    story.scheduled = true;
    story.effects.push('enqueue');
  },
  START(story) {
    if (story.scheduled && !story.cancelled) story.started = true;
  },
  COMPLETE(story) {
    if (story.started && !story.cancelled) story.completed = true;
  },
  CANCEL(story) {
    if (!story.scheduled || story.completed || story.cancelled) return;
    story.cancelled = true;
    story.effects.push(story.started ? 'abort-dispatch' : 'dequeue');
  },
};

const statusIn = ({ scheduled, started, completed, cancelled }: Story): string => {
  if (cancelled) return 'cancelled';
  if (completed) return 'sent';
  if (started) return 'sending';
  return scheduled ? 'ready' : 'draft';
};

/** Gives one event to both and compares them. */
class SendCommand implements fc.Command<Story, CampaignSut> {
  constructor(private readonly event: CampaignEvent) {}

  check(): boolean {
    // An event that is going to be rejected is the more interesting kind.
    return true;
  }

  run(story: Story, campaign: CampaignSut): void {
    tell[this.event.type](story);
    campaign.send(this.event);
    expect(campaign.read()).toMatchObject({ status: statusIn(story), effects: story.effects });
  }

  toString(): string {
    return this.event.type;
  }
}

/** Any run of commands. A failure is shrunk to the shortest story that still shows it. */
export const anyCommands = fc.commands(
  Object.values(eventArbitraries).map((events) => events.map((event) => new SendCommand(event))),
  { maxCommands: 30 },
);
