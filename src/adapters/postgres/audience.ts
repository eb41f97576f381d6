import type { EpochMs } from '../../service/campaign-store.js';
import { letter } from '../../service/chunk.js';
import type { LeaseRef, Recipient, RecipientLedger } from '../../service/recipient-ledger.js';
import { checkRecipients } from '../../sql/check-input.js';
import { literal } from '../../sql/literal.js';
import { dispatchingStatus } from '../../sql/statuses.js';
import type { Connection } from './connection.js';
import { fenceSql } from './fence.js';
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

/**
 * A chunk of the audience, without those who are in it already; where nobody is new it writes none. The
 * recipients come as pieces of JSON, because who is new is known only here.
 *
 * One statement with its fence, which waits for nobody: a lease or an audience that somebody else has
 * locked is as none.
 */
const appendSql = `
  with ${fenceSql()}, audience as materialized (
    select campaign from @campaign_audience
    where campaign = (select campaign from fence) and owner = $1 and not sealed
    for no key update skip locked
  ), added as (
    insert into @campaign_recipient (campaign, id)
    select audience.campaign, n.id from audience, unnest($4::text[]) as n(id)
    on conflict do nothing returning id
  ), fresh as materialized (
    select count(*)::integer as size, '[' || string_agg(n.piece, ',' order by n.place) || ']' as recipients
    from unnest($4::text[], $5::text[]) with ordinality as n(id, piece, place) join added using (id)
  ), numbered as (
    update @campaign_audience a set chunks = chunks + 1, size = a.size + fresh.size
    from fresh where a.campaign = (select campaign from audience) and fresh.size > 0
    returning a.campaign, a.chunks - 1 as chunk
  ), listed as (
    insert into @campaign_chunk (campaign, chunk, attempt, recipients)
    select numbered.campaign, numbered.chunk, 1, fresh.recipients from numbered, fresh
  ), states as (
    insert into @campaign_chunk_state (campaign, chunk, open, not_before, states)
    select numbered.campaign, numbered.chunk, true, 0, repeat(${literal(letter.pending)}, fresh.size)
    from numbered, fresh
  )
  select campaign from audience`;

const write = (
  session: Session,
  { token, campaignId }: LeaseRef,
  clock: EpochMs | null,
  recipients: readonly Recipient[],
) => {
  const byId = new Map<string, Recipient>();
  for (const recipient of recipients) {
    if (!byId.has(recipient.id)) byId.set(recipient.id, recipient);
  }
  const pieces = [...byId.values()].map((recipient) => JSON.stringify(recipient));
  return session.get(appendSql, token, campaignId, clock, [...byId.keys()], pieces);
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
    const append = (session: Session) => write(session, ref, connection.clock(), recipients);
    if (await connection.atOnce(append)) {
      onChange();
      return 'appended';
    }
    // Somebody had a row of it locked, or it is over.
    return connection.write({
      work: async (scope) => {
        const audience = await audienceFor(scope, ref);
        if (!audience || !(await append(scope.session))) return 'stopped';
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
