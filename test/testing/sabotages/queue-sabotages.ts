import type { Sabotage } from './sabotage.js';

/** The queue. */
export const queueSabotages: readonly Sabotage[] = [
  {
    name: 'only jobs that are there when the worker comes are handed out',
    caughtBy: 'jobs are handed out when they are due, to a worker that comes before or after them',
    apply: ({ queue }) => {
      let isOpen = true;
      return {
        queue: {
          enqueue: (job, tx) => (isOpen ? queue.enqueue(job, tx) : undefined),
          consume: (handler, options) => {
            isOpen = false;
            return queue.consume(handler, options);
          },
        },
      };
    },
  },
  {
    name: 'jobs are handed out before their time',
    caughtBy: 'a job is not handed out before its time',
    apply: ({ queue }) => ({
      queue: { enqueue: (job, tx) => queue.enqueue({ ...job, runAt: 0 }, tx) },
    }),
  },
  {
    name: 'a job that is done is handed out again',
    caughtBy: 'a job that is done is not handed out again; enqueued twice, it is one job',
    apply: ({ queue }) => ({
      queue: {
        consume: (handler, options) =>
          queue.consume(async (id) => {
            await handler(id);
            return { done: false, retryInMs: 20 };
          }, options),
      },
    }),
  },
  {
    name: 'a handler that throws has done its job',
    caughtBy: 'a job that is not done, or whose handler throws, is handed out again later',
    apply: ({ queue }) => ({
      queue: {
        consume: (handler, options) =>
          queue.consume((id) => handler(id).catch(() => ({ done: true })), options),
      },
    }),
  },
  {
    name: 'all jobs are handed out at once',
    caughtBy: 'at most so many handlers run at once, and all jobs are handed out all the same',
    apply: ({ queue }) => ({
      queue: {
        consume: (handler, options) => queue.consume(handler, { ...options, concurrency: 1000 }),
      },
    }),
  },
  {
    name: 'a worker stops without waiting for what it runs',
    caughtBy: 'a worker that is asked to stop takes nothing more and waits for what it runs',
    apply: ({ queue }) => ({
      queue: {
        consume: (handler, options) => {
          const aborted = new Promise<void>((resolve) => {
            if (options.signal.aborted) resolve();
            options.signal.addEventListener('abort', () => resolve(), { once: true });
          });
          return Promise.race([queue.consume(handler, options), aborted]);
        },
      },
    }),
  },
  {
    name: 'a worker that was asked to stop before it began takes one job',
    caughtBy: 'a worker that was asked to stop before it began takes nothing',
    apply: ({ queue }) => ({
      queue: {
        consume: async (handler, options) => {
          if (options.signal.aborted) await handler('any');
          return queue.consume(handler, options);
        },
      },
    }),
  },
  {
    name: 'dequeue removes nothing',
    caughtBy: 'a campaign that was dequeued before anybody had it is not handed out',
    apply: ({ queue }) => ({ queue: { ...queue, dequeue: () => 'removed' } }),
  },
  {
    name: 'dequeue forgets what a worker has, and hands it out again',
    caughtBy: 'a campaign that is dequeued while a worker has it is not handed out again',
    apply: ({ queue, store }) => ({
      queue: {
        dequeue: async (id, tx) => {
          const answer = await queue.dequeue(id, tx);
          await queue.enqueue({ campaignId: id, runAt: await store.now() }, tx);
          return answer;
        },
      },
    }),
  },
  {
    name: 'a second worker takes the jobs of the first and does nothing',
    caughtBy: 'two workers share the jobs, and none is left',
    apply: ({ queue }) => {
      let workers = 0;
      return {
        queue: {
          consume: (handler, options) => {
            workers += 1;
            const isIdle = workers > 1;
            return queue.consume(isIdle ? async () => ({ done: true }) : handler, options);
          },
        },
      };
    },
  },
  {
    name: 'ids are handed out without case',
    caughtBy: 'ids with quotes, emoji and look-alikes are handed out exactly',
    apply: ({ queue }) => ({
      queue: {
        consume: (handler, options) => queue.consume((id) => handler(id.trim()), options),
      },
    }),
  },
  {
    name: 'a job is enqueued whatever comes of the transaction',
    caughtBy: 'a queue that joins the transaction forgets what is rolled back',
    apply: ({ queue }) => ({ queue: { enqueue: (job) => queue.enqueue(job) } }),
  },
];
