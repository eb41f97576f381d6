import { isFinal } from 'campaign-machine';
import type { CampaignRecord } from 'campaign-machine/service';
import type { PushMessage } from '../push/push-message.js';

/** What the program stores with a campaign, so that another start of it can go on. */
export interface CampaignData {
  /** Two campaigns belong to a run: the one with the mistake, and the corrected one. */
  readonly run: number;
  readonly isCorrected: boolean;
  readonly title: string;
  readonly body: string;
  readonly audience: number;
  /** CANCEL once this many messages were handed over; `null`: send it to the end. */
  readonly cancelAfter: number | null;
}

export interface PlannedCampaign {
  readonly id: string;
  readonly data: CampaignData;
}

const title = 'Autumn sale';

interface Wish {
  readonly audience: number;
  readonly cancelAfter: number;
}

/** The program's own data in a campaign that it stored itself. */
export const dataOf = ({ data }: CampaignRecord): CampaignData => data as CampaignData;

/** What a subscriber gets of a stored campaign. */
export const messageOf = (campaign: CampaignRecord): PushMessage => {
  const { title, body } = dataOf(campaign);
  return { campaignId: campaign.id, title, body };
};

const mistaken = (run: number, { audience, cancelAfter }: Wish): PlannedCampaign => ({
  id: `autumn-sale-${run}`,
  data: { run, isCorrected: false, title, body: 'Everything 70 % off!', audience, cancelAfter },
});

const corrected = (run: number, { audience }: Pick<Wish, 'audience'>): PlannedCampaign => ({
  id: `autumn-sale-${run}-corrected`,
  data: {
    run,
    isCorrected: true,
    title,
    body: 'Everything 7 % off!',
    audience,
    cancelAfter: null,
  },
});

/**
 * What is to be sent after the newest campaign in the database. Pure. A run that was not finished is
 * finished first, as it was begun: with its own audience and its own moment of the cancel.
 */
export const planAfter = (
  newest: CampaignRecord | undefined,
  wish: Wish,
): readonly PlannedCampaign[] => {
  const data = newest && dataOf(newest);
  const newRun = (data?.run ?? 0) + 1;
  if (!newest || !data || (data.isCorrected && isFinal(newest.status))) {
    return [mistaken(newRun, wish), corrected(newRun, wish)];
  }
  const rest = data.isCorrected ? [] : [corrected(data.run, data)];
  return isFinal(newest.status) ? rest : [{ id: newest.id, data }, ...rest];
};
