import { nowNs } from './protocol.js';

/** What every variant sends by: a message that takes its time, and the moment of each hand-over. */
export interface HandOver {
  /** The message itself: a hand-over begins in the moment of the call. */
  send(): Promise<void>;
  readonly count: number;
  reset(recipients: number, sendMs: number, onFirst: () => void): void;
  /** When the last one began after the cancel was called, and how many began after it returned. */
  after(calledNs: bigint, returnedNs: bigint): { readonly lastMs: number; readonly over: number };
}

/** All lanes of all variants together, as many as push services like. */
export const lanes = 50;

export const createHandOver = (): HandOver => {
  let times = new BigInt64Array(0);
  let count = 0;
  let sendMs = 0;
  let first = () => {};
  return {
    get count() {
      return count;
    },
    reset: (recipients, ms, onFirst) => {
      sendMs = ms;
      times = new BigInt64Array(recipients);
      count = 0;
      first = onFirst;
    },
    send: () => {
      times[count] = nowNs();
      count += 1;
      if (count === 1) first();
      return new Promise((resolve) => setTimeout(resolve, sendMs));
    },
    after: (calledNs, returnedNs) => {
      const begun = times.subarray(0, count);
      // In the order of the calls, so the last one is the latest.
      const last = begun.at(-1) ?? calledNs;
      return {
        lastMs: Math.max(0, Number(last - calledNs) / 1e6),
        over: begun.filter((time) => time > returnedNs).length,
      };
    },
  };
};
