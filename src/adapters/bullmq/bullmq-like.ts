/** How a connection to Redis is to be made; options of `ioredis`. */
export interface RedisSettings {
  /** `null`: commands wait for as long as it takes, as a worker of BullMQ needs it. */
  readonly maxRetriesPerRequest: number | null;
  /** `false`: a command without a connection fails at once. */
  readonly enableOfflineQueue: boolean;
  readonly autoResubscribe: boolean;
  readonly connectTimeout: number;
  readonly retryStrategy: (times: number) => number | null;
}

/** A connection: the part of an `ioredis` client that is used here. BullMQ uses more of it. */
export interface RedisLike {
  readonly status: string;
  publish(channel: string, message: string): Promise<unknown>;
  subscribe(channel: string): Promise<unknown>;
  disconnect(): void;
  on(event: string, listener: (...values: never[]) => void): unknown;
}

/** A job of BullMQ. */
export interface BullmqJobLike {
  readonly id?: string | undefined;
  readonly data: CampaignJobData;
  moveToDelayed(timestamp: number, token?: string): Promise<unknown>;
  updateData(data: CampaignJobData): Promise<unknown>;
}

/** What a job carries. */
export interface CampaignJobData {
  readonly campaignId: string;
  /** Dequeued while a worker had it: not to be handed out again. */
  readonly dequeued?: true;
}

/** The part of a `Queue` of BullMQ that is used here. */
export interface BullmqQueueLike {
  add(name: string, data: CampaignJobData, options: Record<string, unknown>): Promise<unknown>;
  remove(jobId: string): Promise<number>;
  getJob(jobId: string): Promise<BullmqJobLike | undefined>;
  on(event: string, listener: (...values: never[]) => void): unknown;
}

/** The part of a `Worker` of BullMQ that is used here. */
export interface BullmqWorkerLike {
  pause(doNotWaitActive: boolean): Promise<void>;
  close(force: boolean): Promise<void>;
  on(event: string, listener: (...values: never[]) => void): unknown;
}

/** What hands out jobs, called by the worker. */
export type BullmqProcessor = (job: BullmqJobLike, token?: string) => Promise<unknown>;
