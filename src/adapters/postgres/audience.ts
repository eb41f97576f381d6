import type { EpochMs } from '../../service/campaign-store.js';
import { pendingChunk } from '../../service/chunk.js';
import type { LeaseRef, Recipient, RecipientLedger } from '../../service/recipient-ledger.js';
import { checkRecipients } from '../../sql/check-input.js';
import { dispatchingStatus } from '../../sql/statuses.js';
import { insertChunk } from './chunk-rows.js';
import type { Connection } from './connection.js';
import { lockLease } from './lease-rows.js';
import type { Session } from './session.js';
import type { Scope } from './transaction-scope.js';

interface AudienceRow {
  readonly sealed: boolean;
  readonly owner: string | null;
  readonly next_try_at: number | null;
}

/** The audience with its row locked, if this lease is live and its campaign sending. */
const audienceFor = async ({ session, now }: Scope, ref: LeaseRef) => {
  const lease = await lockLease(session, ref, now);
  if (!lease?.isLive || lease.status !== dispatchingStatus) return undefined;
  const row = await session.get<AudienceRow>(
    `select sealed, owner, next_try_at from @campaign_audience where campaign = $1
     for no key update`,
    lease.key,
  );
  return row && { ...row, key: lease.key, isOurs: row.owner === ref.token };
};

const isLiveLease = async (
  session: Session,
  token: string | null,
  now: EpochMs,
): Promise<boolean> =>
  token !== null &&
  (await session.get(
    'select 1 from @campaign_lease where token = $1 and ended_at is null and expires_at > $2',
    token,
    now,
  )) !== undefined;

/** Writes down who is not in the audience yet, and says who that is. */
const enlist = async (session: Session, key: number, recipients: readonly Recipient[]) => {
  const byId = new Map<string, Recipient>();
  for (const recipient of recipients) {
    if (!byId.has(recipient.id)) byId.set(recipient.id, recipient);
  }
  const added = await session.all<{ id: string }>(
    `insert into @campaign_recipient (campaign, id)
     select $1, id from unnest($2::text[]) as given(id) on conflict do nothing returning id`,
    key,
    [...byId.keys()],
  );
  const ids = new Set(added.map(({ id }) => id));
  return [...byId.values()].filter(({ id }) => ids.has(id));
};

const append = async (
  session: Session,
  key: number,
  recipients: readonly Recipient[],
): Promise<void> => {
  const fresh = await enlist(session, key, recipients);
  if (fresh.length === 0) return;
  await insertChunk(session, key, {
    recipients: fresh,
    states: pendingChunk(fresh.length),
    attempt: 1,
    notBefore: 0,
    newcomers: fresh.length,
  });
};

/** Writing the audience: who may, chunk by chunk, and that it is complete. */
export const createAudience = (
  connection: Connection,
  onChange: () => void,
): Pick<RecipientLedger, 'ownAudience' | 'append' | 'seal' | 'failAudience'> => ({
  ownAudience: (ref) =>
    connection.write({
      work: async (scope) => {
        const { session, now } = scope;
        const audience = await audienceFor(scope, ref);
        if (!audience) return 'stopped';
        if (audience.sealed) return 'sealed';
        if (!audience.isOurs && (await isLiveLease(session, audience.owner, now))) return 'busy';
        if (audience.next_try_at !== null && audience.next_try_at > now) return 'later';
        await session.run(
          'update @campaign_audience set owner = $1 where campaign = $2',
          ref.token,
          audience.key,
        );
        return 'owned';
      },
    }),

  append: async (ref, recipients) => {
    checkRecipients(recipients);
    return connection.write({
      work: async (scope) => {
        const audience = await audienceFor(scope, ref);
        if (!audience?.isOurs || audience.sealed) return 'stopped';
        await append(scope.session, audience.key, recipients);
        scope.afterCommit(onChange);
        return 'appended';
      },
    });
  },

  seal: (ref) =>
    connection.write({
      work: async (scope) => {
        const audience = await audienceFor(scope, ref);
        if (!audience?.isOurs) return 'stopped';
        await scope.session.run(
          `update @campaign_audience set sealed = true, last_error = null, next_try_at = null
           where campaign = $1`,
          audience.key,
        );
        return 'sealed';
      },
    }),

  failAudience: (ref, { code, retryInMs }) =>
    connection.write({
      work: async (scope) => {
        const audience = await audienceFor(scope, ref);
        if (!audience?.isOurs || audience.sealed) return;
        await scope.session.run(
          `update @campaign_audience
           set owner = null, attempts = attempts + 1, last_error = $1, next_try_at = $2
           where campaign = $3`,
          code,
          scope.now + retryInMs,
          audience.key,
        );
      },
    }),
});
