import type { EpochMs } from '../../service/campaign-store.js';
import { letter } from '../../service/chunk.js';
import type { Recipient } from '../../service/recipient-ledger.js';
import { type Retry, retryGroups } from '../../sql/settle-step.js';
import { insertChunk } from './chunk-rows.js';
import { putDoubts } from './doubts.js';
import type { Session } from './session.js';

/** The chunk of those out of one chunk who may be tried again at one time. */
const writeRetry = async (
  session: Session,
  campaign: number,
  group: readonly [Retry, ...Retry[]],
  now: EpochMs,
): Promise<void> => {
  const { chunk: from, retryInMs = 0 } = group[0].settlement;
  const source = await session.get<{ attempt: number; recipients: string }>(
    'select attempt, recipients from @campaign_chunk where campaign = $1 and chunk = $2',
    campaign,
    from,
  );
  if (!source) return;
  const all = JSON.parse(source.recipients) as readonly Recipient[];
  const chunk = await insertChunk(session, campaign, {
    recipients: group.flatMap(({ settlement }) => all[settlement.position] ?? []),
    states: group.map(({ state }) => state).join(''),
    attempt: source.attempt + 1,
    notBefore: now + retryInMs,
  });
  // The doubt is an older hand-over's, of which nobody can tell any more.
  const doubt = { campaign, chunk, token: '', counted: true, again: true };
  const again = group.flatMap(({ state }, position) =>
    state === letter.pendingAgain ? [{ ...doubt, position }] : [],
  );
  await putDoubts(session, again);
};

/** Moves those to be tried again into chunks of their own. */
export const writeRetries = async (
  session: Session,
  campaign: number,
  retries: readonly Retry[],
  now: EpochMs,
): Promise<void> => {
  for (const group of retryGroups(retries)) await writeRetry(session, campaign, group, now);
};
