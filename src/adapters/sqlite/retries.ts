import type { EpochMs } from '../../service/campaign-store.js';
import { letter } from '../../service/chunk.js';
import type { Recipient } from '../../service/recipient-ledger.js';
import { type Retry, retryGroups } from '../../sql/settle-step.js';
import { insertChunk } from './chunk-rows.js';
import { putDoubt } from './doubts.js';
import type { Session } from './session.js';

/** The chunk of those out of one chunk who may be tried again at one time. */
const writeRetry = (
  session: Session,
  campaign: number,
  group: readonly [Retry, ...Retry[]],
  now: EpochMs,
): void => {
  const { chunk, retryInMs = 0 } = group[0].settlement;
  const source = session.get<{ attempt: number; recipients: string }>(
    'select attempt, recipients from campaign_chunk where campaign = ? and chunk = ?',
    campaign,
    chunk,
  );
  if (!source) return;
  const all = JSON.parse(source.recipients) as readonly Recipient[];
  const added = insertChunk(session, campaign, {
    recipients: group.flatMap(({ settlement }) => all[settlement.position] ?? []),
    states: group.map(({ state }) => state).join(''),
    attempt: source.attempt + 1,
    notBefore: now + retryInMs,
  });
  for (const [position, { state }] of group.entries()) {
    if (state !== letter.pendingAgain) continue;
    // The doubt is an older hand-over's, of which nobody can tell any more.
    const doubt = { token: '', counted: true, again: true };
    putDoubt(session, campaign, { chunk: added, position }, doubt);
  }
};

/** Moves those to be tried again into chunks of their own. */
export const writeRetries = (
  session: Session,
  campaign: number,
  retries: readonly Retry[],
  now: EpochMs,
): void => {
  for (const group of retryGroups(retries)) writeRetry(session, campaign, group, now);
};
