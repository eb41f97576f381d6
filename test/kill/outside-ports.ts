import { openSqlite } from '../../src/adapters/sqlite/index.js';
import type { AbortSignals, CampaignQueue, JobAnswer } from '../../src/service/index.js';
import { systemClock } from '../../src/service/index.js';

const pollMs = 5;
const retryMs = 100;

const open = (path: string) => {
  const database = openSqlite(path);
  database.exec('pragma busy_timeout = 5000');
  database.exec('pragma journal_mode = wal');
  database.exec(
    'create table if not exists job (campaign text primary key, run_at integer not null)',
  );
  database.exec('create table if not exists abort (campaign text primary key)');
  return database;
};

/**
 * A queue and abort signals that do not take part in the store's transaction, as a broker would not:
 * in a file of their own. What a commit does not bring to them nobody learns of in another way.
 */
export const createOutsidePorts = (
  path: string,
): { readonly queue: CampaignQueue; readonly signals: AbortSignals; close(): void } => {
  const database = open(path);
  const insert = database.prepare('insert or ignore into job (campaign, run_at) values (?, ?)');
  const remove = database.prepare('delete from job where campaign = ?');
  const later = database.prepare('update job set run_at = ? where campaign = ?');
  const due = database.prepare('select campaign from job where run_at <= ? order by run_at');
  const abort = database.prepare('insert or ignore into abort (campaign) values (?)');
  const isAborted = database.prepare('select 1 from abort where campaign = ?');
  const active = new Set<string>();

  const serve = async (campaignId: string, handler: (id: string) => Promise<JobAnswer>) => {
    active.add(campaignId);
    const answer = await handler(campaignId).catch(
      () => ({ done: false, retryInMs: retryMs }) as const,
    );
    if (answer.done) remove.run(campaignId);
    else later.run(Date.now() + answer.retryInMs, campaignId);
    active.delete(campaignId);
  };

  return {
    queue: {
      joinsTransaction: false,
      enqueue: ({ campaignId, runAt }) => void insert.run(campaignId, runAt),
      dequeue: (campaignId) => {
        const removed = Number(remove.run(campaignId).changes);
        if (active.has(campaignId)) return 'active';
        return removed === 1 ? 'removed' : 'missing';
      },
      consume: async (handler, { concurrency, signal }) => {
        const running = new Set<Promise<void>>();
        while (!signal.aborted) {
          const jobs = due.all(Date.now()) as readonly { readonly campaign: string }[];
          const idle = jobs.filter(({ campaign }) => !active.has(campaign));
          for (const { campaign } of idle.slice(0, concurrency - running.size)) {
            const served = serve(campaign, handler).finally(() => running.delete(served));
            running.add(served);
          }
          await systemClock.sleep(pollMs, signal);
        }
        await Promise.all(running);
      },
    },
    signals: {
      joinsTransaction: false,
      publish: (campaignId) => void abort.run(campaignId),
      subscribe: async (campaignId, listener) => {
        const timer = setInterval(() => {
          if (!isAborted.get(campaignId)) return;
          clearInterval(timer);
          listener('abort');
        }, pollMs);
        return () => clearInterval(timer);
      },
    },
    close: () => void database.close(),
  };
};
