import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What a worker is given. */
export interface WorkerAssignment {
  readonly engine: 'pg-boss' | 'bullmq';
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly prefix: string;
  readonly name: string;
  readonly recipients: number;
}

// One bundle for all of them: starting a process that compiles costs seconds on a busy machine. It
// lies where the packages are found from.
const bundle = async (): Promise<string> => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const outfile = join(root, 'node_modules/.cache/campaign-machine', `worker-${process.pid}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL('worker.ts', import.meta.url))],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  process.once('exit', () => rmSync(outfile, { force: true }));
  return outfile;
};

let bundled: Promise<string> | undefined;

/** A worker in a process of its own, that sends until it is told to stop or killed. */
export const startWorker = async (assignment: WorkerAssignment) => {
  bundled ??= bundle();
  const child: ChildProcess = fork(await bundled, [JSON.stringify(assignment)], {
    execArgv: ['--no-warnings'],
  });
  const ended = once(child, 'exit');
  await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => {
      throw new Error(`Expected the worker to start; it ended with ${code}.`);
    }),
  ]);
  const end = (signal: 'SIGTERM' | 'SIGKILL') => async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
    return child.exitCode;
  };
  return {
    /** Ends it as a power cut would. */
    kill: end('SIGKILL'),
    /** Lets it finish what it has in hand; its exit code. */
    stop: end('SIGTERM'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
};
