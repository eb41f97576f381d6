import { writeSync } from 'node:fs';

/** What a process passes on its way, named after what it does to a port; see watch-ports.ts. */
export type Step =
  | 'commit SCHEDULE'
  | 'commit START'
  | 'commit COMPLETE'
  | 'commit CANCEL'
  | 'settle effects'
  | 'take lease'
  | 'own audience'
  | 'append'
  | 'seal'
  | 'claim'
  | 'begin'
  | 'settle'
  | 'enqueue'
  | 'dequeue'
  | 'publish'
  | 'request'
  | 'answer'
  | 'sql commit';

/** Where a process does this to itself: no timing, so it happens there every time. */
export interface KillPoint {
  readonly signal: 'SIGKILL' | 'SIGSTOP';
  readonly when: 'before' | 'after';
  readonly step: Step;
  /** Not the first time, but this one. */
  readonly nth: number;
  /** Counted from the first time on that it is done with this. */
  readonly since?: Step;
}

/** How a kill point is told on the standard output, and in failures. */
export const textOf = ({ signal, when, step, nth }: KillPoint): string =>
  `${signal} ${when} ${step} ${nth}`;

/** To be told of every step, before it is taken and after it is done. */
export type Pass = (when: KillPoint['when'], step: Step) => void;

/** Does nothing until the point is reached, and there says so and sends itself the signal. */
export const passing = (point: KillPoint | null): Pass => {
  let passed = 0;
  let isCounting = point?.since === undefined;
  return (when, step) => {
    if (when === 'after' && step === point?.since) isCounting = true;
    if (!isCounting || point === null || when !== point.when || step !== point.step) return;
    passed += 1;
    if (passed !== point.nth) return;
    // Written by the time this returns, unlike what is sent to the parent as a message.
    writeSync(1, `${textOf(point)}\n`);
    process.kill(process.pid, point.signal);
  };
};
