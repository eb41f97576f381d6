import type { EpochMs } from '../../service/campaign-store.js';
import { pendingChunk } from '../../service/chunk.js';
import type { LeaseRef, Recipient, RecipientLedger } from '../../service/recipient-ledger.js';
import { checkRecipients } from '../../sql/check-input.js';
import { dispatchingStatus } from '../../sql/statuses.js';
import { toText } from '../../sql/text.js';
import { insertChunk } from './chunk-rows.js';
import type { Connection } from './connection.js';
import { findLease } from './lease-rows.js';
import type { Session } from './session.js';

interface AudienceRow {
  readonly sealed: number;
  readonly owner: string | null;
  readonly next_try_at: number | null;
}

/** The audience, if this lease is live and its campaign sending. */
const audienceFor = (session: Session, ref: LeaseRef, now: EpochMs) => {
  const lease = findLease(session, ref, now);
  if (!lease?.isLive || lease.status !== dispatchingStatus) return undefined;
  const row = session.get<AudienceRow>(
    'select sealed, owner, next_try_at from campaign_audience where campaign = ?',
    lease.key,
  );
  return (
    row && { ...row, key: lease.key, isSealed: row.sealed === 1, isOurs: row.owner === ref.token }
  );
};

const isLiveLease = (session: Session, token: string | null, now: EpochMs): boolean =>
  token !== null &&
  session.get(
    'select 1 from campaign_lease where token = ? and ended_at is null and expires_at > ?',
    token,
    now,
  ) !== undefined;

/** Who is not in the audience yet: in one statement, because an audience may have a million. */
const newcomers = (session: Session, key: number, recipients: readonly Recipient[]) => {
  const seen = new Set<string>();
  const fresh = recipients.filter(({ id }) => !seen.has(id) && seen.add(id));
  const known = session.all<{ id: string }>(
    // A cross join is not reordered: one look for each new id, not one for each that is there.
    `select r.id from json_each(?) ids
     cross join campaign_recipient r on r.campaign = ? and r.id = ids.value`,
    JSON.stringify(fresh.map(({ id }) => toText(id))),
    key,
  );
  const ids = new Set(known.map(({ id }) => id));
  return fresh.filter(({ id }) => !ids.has(id));
};

const append = (session: Session, key: number, recipients: readonly Recipient[]): void => {
  const fresh = newcomers(session, key, recipients);
  if (fresh.length === 0) return;
  session.run(
    'insert into campaign_recipient (campaign, id) select ?, value from json_each(?)',
    key,
    JSON.stringify(fresh.map(({ id }) => toText(id))),
  );
  const states = pendingChunk(fresh.length);
  insertChunk(session, key, { recipients: fresh, states, attempt: 1, notBefore: 0 });
  session.run('update campaign_audience set size = size + ? where campaign = ?', fresh.length, key);
};

/** Writing the audience: who may, chunk by chunk, and that it is complete. */
export const createAudience = (
  connection: Connection,
  now: () => EpochMs,
  onChange: () => void,
): Pick<RecipientLedger, 'ownAudience' | 'append' | 'seal' | 'failAudience'> => ({
  ownAudience: (ref) =>
    connection.write({
      work: ({ session }) => {
        const at = now();
        const audience = audienceFor(session, ref, at);
        if (!audience) return 'stopped';
        if (audience.isSealed) return 'sealed';
        if (!audience.isOurs && isLiveLease(session, audience.owner, at)) return 'busy';
        if (audience.next_try_at !== null && audience.next_try_at > at) return 'later';
        session.run(
          'update campaign_audience set owner = ? where campaign = ?',
          ref.token,
          audience.key,
        );
        return 'owned';
      },
    }),

  append: async (ref, recipients) => {
    checkRecipients(recipients);
    return connection.stream(({ session, afterCommit }) => {
      const audience = audienceFor(session, ref, now());
      if (!audience?.isOurs || audience.isSealed) return 'stopped';
      append(session, audience.key, recipients);
      afterCommit(onChange);
      return 'appended';
    });
  },

  seal: (ref) =>
    connection.write({
      work: ({ session }) => {
        const audience = audienceFor(session, ref, now());
        if (!audience?.isOurs) return 'stopped';
        session.run(
          `update campaign_audience set sealed = 1, last_error = null, next_try_at = null
           where campaign = ?`,
          audience.key,
        );
        return 'sealed';
      },
    }),

  failAudience: (ref, { code, retryInMs }) =>
    connection.write({
      work: ({ session }) => {
        const at = now();
        const audience = audienceFor(session, ref, at);
        if (!audience?.isOurs || audience.isSealed) return;
        session.run(
          `update campaign_audience
           set owner = null, attempts = attempts + 1, last_error = ?, next_try_at = ?
           where campaign = ?`,
          code,
          at + retryInMs,
          audience.key,
        );
      },
    }),
});
