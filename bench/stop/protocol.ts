/** What the harness asks a worker process for, and what it hears back. One request at a time. */
export type Request =
  /** Send to this many recipients until done or stopped, `sendMs` for a message; 1 if left out. */
  | {
      readonly type: 'run';
      readonly campaignId: string;
      readonly recipients: number;
      readonly sendMs?: number;
    }
  /** For the variant whose flag lives in the memory of the sending process. */
  | { readonly type: 'flag' }
  /** These were the moments of the cancel's call and of its return. */
  | { readonly type: 'count'; readonly calledNs: string; readonly returnedNs: string };

export type Reply =
  | { readonly type: 'ready' }
  /** The first message has been handed over. */
  | { readonly type: 'sending' }
  | {
      readonly type: 'ended';
      readonly handedOver: number;
      readonly elapsedMs: number;
      /** CPU time of the process for it. */
      readonly cpuMs: number;
    }
  | { readonly type: 'counted'; readonly lastMs: number; readonly over: number };

/** The monotonic clock that all processes of a machine share. */
export const nowNs = (): bigint => process.hrtime.bigint();
