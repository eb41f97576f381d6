import type { AbortNews, AbortSignals } from '../../service/abort-signals.js';
import { cancelledStatus } from '../../sql/statuses.js';
import type { ChangeWatch } from './change-watch.js';
import type { Connection } from './connection.js';
import type { Session } from './session.js';
import type { SqliteLike } from './sqlite-like.js';

interface Subscriber {
  readonly campaignId: string;
  readonly listener: (news: AbortNews) => void;
  /** The status that was last read for it. */
  seen: string | undefined;
}

const tell = (subscriber: Subscriber, news: AbortNews): void => {
  try {
    subscriber.listener(news);
  } catch {
    // A subscriber that throws must not keep the news from the others, nor undo a commit.
  }
};

/** Tells what has changed since the last look: for certain, if it was a cancel. */
const tellNews = (session: Session, subscriber: Subscriber): void => {
  const row = session.get<{ status: string }>(
    'select status from campaign where id = ?',
    subscriber.campaignId,
  );
  const status = row?.status ?? 'none';
  if (status === subscriber.seen) return;
  subscriber.seen = status;
  tell(subscriber, status === cancelledStatus ? 'abort' : 'look');
};

/**
 * The push signal. In this process it is heard at the commit; from other processes, and from
 * connections of the embedder's own, when the watch sees that the file has changed.
 */
export const createSignals = (
  connection: Connection,
  watch: ChangeWatch,
): AbortSignals<SqliteLike> => {
  const subscribers = new Set<Subscriber>();
  let unwatch: (() => void) | undefined;

  const emit = (campaignId: string) => {
    for (const subscriber of [...subscribers]) {
      if (subscriber.campaignId !== campaignId) continue;
      subscriber.seen = cancelledStatus;
      tell(subscriber, 'abort');
    }
  };

  const look = (session: Session) => {
    for (const subscriber of [...subscribers]) tellNews(session, subscriber);
  };

  return {
    joinsTransaction: true,
    publish: (campaignId, tx) => {
      if (!tx) return emit(campaignId);
      // In the embedder's own transaction nobody here learns of the commit: the watch sees it.
      connection.scopeOf(tx)?.afterCommit(() => emit(campaignId));
    },
    subscribe: async (campaignId, listener) => {
      const subscriber: Subscriber = { campaignId, listener, seen: undefined };
      subscribers.add(subscriber);
      unwatch ??= watch.listen(look);
      return () => {
        subscribers.delete(subscriber);
        if (subscribers.size > 0) return;
        unwatch?.();
        unwatch = undefined;
      };
    },
  };
};
