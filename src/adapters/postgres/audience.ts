import type { EpochMs } from '../../service/campaign-store.js';
import { letter } from '../../service/chunk.js';
import type { LeaseRef, Recipient, RecipientLedger } from '../../service/recipient-ledger.js';
import { checkRecipients } from '../../sql/check-input.js';
import { literal } from '../../sql/literal.js';
import { dispatchingStatus } from '../../sql/statuses.js';
import type { Connection } from './connection.js';
import { openFenceSql } from './fence.js';
import { lockLease } from './lease-rows.js';
import type { Session } from './session.js';
import type { Scope } from './transaction-scope.js';

interface AudienceRow {
  readonly sealed: boolean;
  readonly owner: string | null;
  readonly next_try_at: number | null;
}

/** The audience as it is now, and with its row locked if asked to; none if this lease may not send. */
const audienceFor = async ({ session, now }: Scope, ref: LeaseRef, lock = 'for no key update') => {
  const lease = await lockLease(session, ref, now);
  if (!lease?.isLive || lease.status !== dispatchingStatus) return undefined;
  const row = await session.get<AudienceRow>(
    `select sealed, owner, next_try_at from @campaign_audience where campaign = $1 ${lock}`,
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

type Audience = NonNullable<Awaited<ReturnType<typeof audienceFor>>>;

/** Whether the lease that asked for this audience may write it. */
const mayOwn = async (
  { session, now }: Scope,
  { sealed, isOurs, owner, next_try_at: nextTryAt }: Audience,
): Promise<Awaited<ReturnType<RecipientLedger['ownAudience']>>> => {
  if (sealed) return 'sealed';
  if (!isOurs && (await isLiveLease(session, owner, now))) return 'busy';
  if (nextTryAt !== null && nextTryAt > now) return 'later';
  return 'owned';
};

/**
 * A chunk of the audience, without those who are in it already; where nobody is new it writes none. The
 * recipients come as pieces of JSON, because who is new is known only here.
 *
 * One statement with its fence, which waits for nobody: an audience that somebody else has locked is as
 * none. It locks the audience and not the lease, or the steps of the same worker would wait for the index
 * of a thousand recipients; whoever gives the lease back waits for it at the audience.
 */
const appendSql = `
  with ${openFenceSql()}, audience as materialized (
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
        // Where somebody else writes it, or it is written, this is said without waiting for its row.
        const seen = await audienceFor(scope, ref, '');
        const hope = seen ? await mayOwn(scope, seen) : 'stopped';
        if (hope !== 'owned') return hope;
        const audience = await audienceFor(scope, ref);
        if (!audience) return 'stopped';
        const answer = await mayOwn(scope, audience);
        if (answer === 'owned') {
          await scope.session.run(
            'update @campaign_audience set owner = $1 where campaign = $2',
            ref.token,
            audience.key,
          );
        }
        return answer;
      },
    }),

  append: async (ref, recipients) => {
    checkRecipients(recipients);
    const append = (session: Session) => write(session, ref, connection.clock(), recipients);
    if (await connection.atOnce(append)) {
      onChange();
      return 'appended';
    }
    // Somebody had the audience locked, or it is over.
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
