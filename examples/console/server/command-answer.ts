import { explain } from 'campaign-machine';
import type { Answer } from 'campaign-machine/service';
import type { CommandAnswer } from '../api.js';
import type { CampaignViews } from './campaign-views.js';
import { rejected } from './problems.js';

const timeText = (at: number | null): string => (at === null ? 'now' : new Date(at).toISOString());

/**
 * What a command came to, for HTTP: accepted, and a repeat that finds what was asked for, are
 * answers; everything else is refused with the reason.
 *
 * @throws Refusal (409)
 */
export const commandAnswer = async (
  answer: Answer,
  views: Pick<CampaignViews, 'details'>,
): Promise<CommandAnswer> => {
  if (!answer.accepted && answer.reason !== 'repeated') {
    throw rejected(answer.reason, explain(answer), answer.campaign.status);
  }
  return {
    accepted: true,
    to: answer.accepted ? answer.to : answer.from,
    repeated: !answer.accepted,
    campaign: await views.details(answer.campaignId),
  };
};

/**
 * A second SCHEDULE is a repeat only if it names the time of the first.
 *
 * @throws Refusal (409)
 */
export const checkSameTime = (answer: Answer, wantedAt: number | undefined): void => {
  if (answer.accepted || answer.reason !== 'repeated') return;
  const { dueAt, status } = answer.campaign;
  const now = Date.now();
  const areBothDue = (wantedAt ?? 0) <= now && (dueAt ?? 0) <= now;
  if (areBothDue || dueAt === wantedAt) return;
  throw rejected('repeated', `It is scheduled for ${timeText(dueAt)} already.`, status);
};
