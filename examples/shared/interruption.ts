import { constants } from 'node:os';

// A terminal sends Ctrl-C to every process in it, and npm passes on what it gets: one key press can
// arrive twice within milliseconds. Nobody presses twice that fast.
const sameKeyPressMs = 250;

/** Who waits longer than this wants to know what for. */
const hintAfterMs = 1_000;
const hint = '\nWaiting for the messages that are on their way. Ctrl-C again ends at once.\n';

/** Somebody wants the program to end. */
export class Interruption extends Error {
  /** As a shell reports it: 130 for Ctrl-C. */
  readonly exitCode: number;

  constructor(name: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGPIPE') {
    super(`Interrupted by ${name}.`);
    this.exitCode = 128 + constants.signals[name];
  }
}

/**
 * A signal that aborts with an {@link Interruption} when somebody wants the program to end, so that it
 * can end in order. Who asks a second time gets it at once.
 */
export const listenForInterruption = (): AbortSignal => {
  const controller = new AbortController();
  let firstAt = Number.POSITIVE_INFINITY;

  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (performance.now() - firstAt > sameKeyPressMs) {
        process.exit(new Interruption(name).exitCode);
      }
      if (!controller.signal.aborted) {
        setTimeout(() => process.stderr.write(hint), hintAfterMs).unref();
      }
      firstAt = Math.min(firstAt, performance.now());
      controller.abort(new Interruption(name));
    });
  }
  // Nobody reads on (`npm run demo | head`): nobody would see it through to the end either.
  process.stdout.on('error', () => controller.abort(new Interruption('SIGPIPE')));
  return controller.signal;
};
