import type { Place } from '../../service/recipient-ledger.js';
import type { Doubt } from '../../sql/settle-step.js';
import type { Session } from './session.js';

export const findDoubt = (
  session: Session,
  campaign: number,
  { chunk, position }: Place,
): Pick<Doubt, 'token' | 'counted'> | undefined => {
  const row = session.get<{ token: string; counted: number }>(
    `select token, counted from campaign_in_doubt
     where campaign = ? and chunk = ? and position = ?`,
    campaign,
    chunk,
    position,
  );
  return row && { token: row.token, counted: row.counted === 1 };
};

export const putDoubt = (
  session: Session,
  campaign: number,
  { chunk, position }: Place,
  { token, counted, again }: Doubt,
): void => {
  session.run(
    `insert or replace into campaign_in_doubt (campaign, chunk, position, token, counted, again)
     values (?, ?, ?, ?, ?, ?)`,
    campaign,
    chunk,
    position,
    token,
    counted ? 1 : 0,
    again ? 1 : 0,
  );
};

export const clearDoubt = (
  session: Session,
  campaign: number,
  { chunk, position }: Place,
): void => {
  session.run(
    'delete from campaign_in_doubt where campaign = ? and chunk = ? and position = ?',
    campaign,
    chunk,
    position,
  );
};

/** How many are to be sent again, or are begun again. */
export const countAgain = (session: Session, campaign: number): number =>
  session.get<{ again: number }>(
    'select count(*) again from campaign_in_doubt where campaign = ? and again = 1',
    campaign,
  )?.again ?? 0;
