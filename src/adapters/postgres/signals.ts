import { createHash } from 'node:crypto';
import type { AbortNews, AbortSignals } from '../../service/abort-signals.js';
import type { CampaignRecord } from '../../service/campaign-store.js';
import { cancelledStatus } from '../../sql/statuses.js';
import { toText } from '../../sql/text.js';
import type { Connection } from './connection.js';
import type { Listener } from './listener.js';
import type { PgClientLike } from './pg-like.js';

interface Subscriber {
  readonly campaignId: string;
  /** The id as the database tells it: a hash, so that none is too long to be told. */
  readonly hash: string;
  readonly listener: (news: AbortNews) => void;
  /** The status that was last read or told. */
  seen: string | undefined;
}

const hashOf = (campaignId: string): string =>
  createHash('sha256').update(toText(campaignId), 'utf8').digest('hex');

const tell = (subscriber: Subscriber, status: string): void => {
  const { seen } = subscriber;
  // Nothing comes after a cancel; it is read and told, whichever is first, and heard once.
  if (seen === cancelledStatus) return;
  subscriber.seen = status;
  try {
    if (status === cancelledStatus) subscriber.listener('abort');
    else if (seen !== undefined && seen !== status) subscriber.listener('look');
  } catch {
    // A subscriber that throws must not keep the news from the others, nor undo a commit.
  }
};

/** Reads the statuses of all that are listened to, in one statement, and tells what has changed. */
const look = async (connection: Connection, subscribers: Set<Subscriber>): Promise<void> => {
  const asked = [...subscribers];
  const rows = await connection.read((session) =>
    session.all<{ id: string; status: string }>(
      `select c.id, c.status from unnest($1::text[]) as n(id), lateral (
         select id, status from @campaign where id = n.id offset 0) c`,
      [...new Set(asked.map(({ campaignId }) => campaignId))],
    ),
  );
  const statuses = new Map(rows.map(({ id, status }) => [id, status]));
  for (const subscriber of asked) {
    const status = statuses.get(subscriber.campaignId) ?? 'none';
    if (!subscribers.has(subscriber) || subscriber.seen === status) continue;
    tell(subscriber, status);
  }
};

/** Looks now and then while somebody listens; one look at a time. */
const createLooks = (looking: () => Promise<void>, intervalMs: number) => {
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;
  const lookOnce = () => {
    if (isLooking) return;
    isLooking = true;
    // A server that does not answer now may do so for the next look.
    looking()
      .catch(() => {})
      .finally(() => {
        isLooking = false;
      });
  };
  return {
    lookOnce,
    start: () => {
      timer ??= setInterval(lookOnce, intervalMs).unref();
    },
    stop: () => {
      clearInterval(timer);
      timer = undefined;
    },
  };
};

/**
 * The push signal: NOTIFY, sent by the database with the commit that moves a status. In this process
 * it is heard at the commit already, by `hear`. Where nothing can be listened to, and for what a lost connection
 * has missed, the statuses are read: after every connect, and every `intervalMs`.
 */
export const createSignals = (
  connection: Connection,
  listener: Listener,
  { channel, intervalMs }: { readonly channel: string; readonly intervalMs: number },
): AbortSignals<PgClientLike> & { hear(campaign: CampaignRecord): void; close(): void } => {
  const subscribers = new Set<Subscriber>();
  const looks = createLooks(() => look(connection, subscribers), intervalMs);
  let listening: ReturnType<Listener['listen']> | undefined;

  const tellAll = (status: string, concerns: (subscriber: Subscriber) => boolean) => {
    for (const subscriber of [...subscribers].filter(concerns)) tell(subscriber, status);
  };
  const hearPayload = (payload: string | null) => {
    if (payload === null) return looks.lookOnce();
    const [status = '', hash] = payload.split(' ');
    tellAll(status, (subscriber) => subscriber.hash === hash);
  };
  const hear = ({ id, status }: Pick<CampaignRecord, 'id' | 'status'>) =>
    tellAll(status, (subscriber) => subscriber.campaignId === id);

  const notify = (campaignId: string, tx?: PgClientLike) => {
    const payload = `${cancelledStatus} ${hashOf(campaignId)}`;
    return connection.read(
      (session) => session.get('select pg_notify($1, $2)', channel, payload),
      tx,
    );
  };

  const stop = () => {
    listening?.end();
    listening = undefined;
    looks.stop();
  };

  return {
    joinsTransaction: true,
    toldByCommit: true,
    hear,
    publish: async (campaignId, tx) => {
      const scope = tx && connection.scopeOf(tx);
      // A transaction that has moved the status tells of it without being asked.
      if (scope?.moved.has(campaignId)) return;
      const emit = () => hear({ id: campaignId, status: cancelledStatus });
      if (!tx) emit();
      scope?.afterCommit(emit);
      await notify(campaignId, tx);
    },
    subscribe: async (campaignId, onNews) => {
      const hash = hashOf(campaignId);
      const subscriber: Subscriber = { campaignId, hash, listener: onNews, seen: undefined };
      subscribers.add(subscriber);
      looks.start();
      listening ??= listener.listen(hearPayload);
      await listening.ready;
      return () => {
        subscribers.delete(subscriber);
        if (subscribers.size === 0) stop();
      };
    },
    close: () => {
      subscribers.clear();
      stop();
    },
  };
};
