const daySeconds = 86_400;

/**
 * What a `PgBoss` for campaigns is to be constructed with. Its own defaults look for jobs of workers
 * that died once a minute, and hear of new jobs by looking only.
 *
 * @example
 * const boss = new PgBoss({ connectionString, ...pgBossSettings });
 */
export const pgBossSettings = {
  useListenNotify: true,
  // How soon a job whose worker died is found, once its heartbeat is overdue.
  superviseIntervalSeconds: 1,
  monitorIntervalSeconds: 1,
  // How soon a process knows that a backlog waits, and what a queue's settings are. By default it
  // reads that once a minute, and goes by it when it decides how long to pause.
  queueCacheIntervalSeconds: 1,
} as const;

/** The queue's. One that exists already is brought to these by every `migrate()`. */
export const queueSettings = {
  notify: true,
  // The least that pg-boss allows: after so long a worker that says nothing counts as dead.
  heartbeatSeconds: 10,
  // A dispatch may take hours, and is healthy as long as its heart beats. The most that is allowed.
  expireInSeconds: daySeconds,
  // A job that is given up on (after 2 retries, by default) would leave its campaign in `sending`.
  retryLimit: 2_147_483_647,
  retryDelay: 1,
  retryBackoff: false,
} as const;

/** A worker's. */
export const workSettings = {
  batchSize: 1,
  heartbeatRefreshSeconds: 1,
  pollingIntervalSeconds: 1,
  // With `notify` a job that is due later, of which nobody tells, is looked for every 30 s by default.
  notifyPollingIntervalSeconds: 1,
  // A backlog is worked off without a pause after each job.
  burstWhenReadyExceeds: 1,
} as const;
