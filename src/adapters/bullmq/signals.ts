import type { AbortNews, AbortSignals } from '../../service/abort-signals.js';
import type { openPatient, RedisLink } from './redis-link.js';

type OpenPatient = () => ReturnType<typeof openPatient>;
type Listener = (news: AbortNews) => void;

/** Signals over Redis, and what this process has to say to itself. */
export interface RedisSignals extends AbortSignals {
  /** Something may be wrong with this campaign's work in this process: it looks at once. */
  look(campaignId: string): void;
  close(): void;
}

/** Who listens in this process. */
const createAudience = () => {
  // By subscription, not by function: the same function may listen twice and leave once.
  const subscriptions = new Set<{ readonly campaignId: string; readonly listener: Listener }>();
  return {
    subscriptions,
    tell: (news: AbortNews, campaignId?: string) => {
      for (const subscription of [...subscriptions]) {
        if (campaignId !== undefined && subscription.campaignId !== campaignId) continue;
        try {
          subscription.listener(news);
        } catch {
          // A listener's failure is its own: the cancel it hears of has happened.
        }
      }
    },
  };
};

/** Listens again after every connect; `tried` resolves when it listens, or cannot now. */
const openChannel = (
  open: OpenPatient,
  channel: string,
  hear: (message: string | null) => void,
) => {
  const { connection, disconnect } = open();
  const tried = new Promise<void>((resolve) => {
    // What was told before this moment was told to nobody here.
    const listen = () =>
      connection.subscribe(channel).then(
        () => hear(null),
        // The connection was lost again: it listens after the next one.
        () => {},
      );
    connection.on('ready', () => void listen().then(resolve));
    connection.on('close', () => resolve());
  });
  connection.on('message', (from: string, message: string) => {
    if (from === channel) hear(message);
  });
  return { tried, close: disconnect };
};

/**
 * The push signal: a message to one channel of Redis for each cancel, after its commit. In this
 * process it is heard without Redis. What is published while nobody is connected is lost, so everybody
 * is told to look after every connect; without Redis the beat and the fence have to do.
 */
export const createSignals = (
  link: () => RedisLink,
  openSubscriber: OpenPatient,
  channel: string,
): RedisSignals => {
  const { subscriptions, tell } = createAudience();
  let listening: ReturnType<typeof openChannel> | undefined;
  const hear = (message: string | null) => {
    if (message === null) tell('look');
    else tell('abort', JSON.parse(message) as string);
  };
  return {
    joinsTransaction: false,
    publish: async (campaignId) => {
      tell('abort', campaignId);
      const { connection, ask } = link();
      await ask(() => connection.publish(channel, JSON.stringify(campaignId)));
    },
    subscribe: async (campaignId, listener) => {
      const subscription = { campaignId, listener };
      subscriptions.add(subscription);
      listening ??= openChannel(openSubscriber, channel, hear);
      await listening.tried;
      return () => void subscriptions.delete(subscription);
    },
    look: (campaignId) => tell('look', campaignId),
    close: () => {
      subscriptions.clear();
      listening?.close();
    },
  };
};
