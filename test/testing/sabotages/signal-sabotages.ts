import type { Sabotage } from './sabotage.js';

/** The signals. */
export const signalSabotages: readonly Sabotage[] = [
  {
    name: 'signals are lost',
    caughtBy: 'who listens to a campaign hears of its cancel',
    apply: () => ({ signals: { publish: async () => {} } }),
  },
  {
    name: 'everybody is told of every cancel',
    caughtBy: 'who listens to another campaign is not told that it was cancelled',
    apply: ({ signals }) => ({
      signals: {
        publish: (_, tx) => signals.publish('all', tx),
        subscribe: (_, listener) => signals.subscribe('all', listener),
      },
    }),
  },
  {
    name: 'who stops listening hears on',
    caughtBy:
      'who has stopped listening hears nothing, at once; the same function may listen twice',
    apply: ({ signals }) => ({
      signals: {
        subscribe: async (id, listener) => {
          await signals.subscribe(id, listener);
          return () => {};
        },
      },
    }),
  },
  {
    name: 'a listener that throws ends the telling',
    caughtBy: 'a listener that throws harms neither the others nor the cancel',
    apply: () => {
      const listeners: (readonly [string, (news: 'abort') => void])[] = [];
      return {
        signals: {
          publish: async (campaignId) => {
            for (const [id, listener] of listeners) if (id === campaignId) listener('abort');
          },
          subscribe: async (campaignId, listener) => {
            listeners.push([campaignId, listener]);
            return () => {};
          },
        },
      };
    },
  },
  {
    name: 'publishing with nobody listening is an error',
    caughtBy: 'publishing with nobody listening, for an unknown campaign, or twice, is harmless',
    apply: ({ signals }) => {
      const known = new Set<string>();
      return {
        signals: {
          subscribe: (id, listener) => {
            known.add(id);
            return signals.subscribe(id, listener);
          },
          publish: async (id, tx) => {
            if (!known.has(id)) throw new Error('Nobody listens.');
            return signals.publish(id, tx);
          },
        },
      };
    },
  },
  {
    name: 'channels are named without case',
    caughtBy: 'ids with quotes, emoji and look-alikes are told apart',
    apply: ({ signals }) => ({
      signals: {
        publish: (id, tx) => signals.publish(id.toLowerCase(), tx),
        subscribe: (id, listener) => signals.subscribe(id.toLowerCase(), listener),
      },
    }),
  },
  {
    name: 'a signal is published before the commit',
    caughtBy: 'signals that join the transaction are heard if and only if it commits',
    apply: ({ signals }) => ({ signals: { publish: (id) => signals.publish(id) } }),
  },
];
