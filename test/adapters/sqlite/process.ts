import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What a child process is told to do. */
export type Script = 'migrate' | 'cancel' | 'listen' | 'dispatch' | 'hold' | 'leave';

/** What a child is given. */
export interface Assignment {
  readonly driver: string;
  readonly path: string;
  readonly campaignId?: string;
  /** Names this process, and seeds what it draws. */
  readonly name?: string;
}

/** A process that shares nothing with this one but the file. */
export interface Process {
  /** Resolves with what the child says about this; rejects if it ends without saying it. */
  said(what: string): Promise<unknown>;
  /** Tells it to go on. */
  go(): void;
  /** Ends it as a power cut would: no handler runs, nothing is flushed. */
  kill(): Promise<void>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

interface Message {
  readonly what: string;
  readonly value: unknown;
}

// One bundle for all of them, because starting a process that compiles costs seconds on a busy machine.
// It lies where the packages are found from.
const bundle = async (): Promise<string> => {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const outfile = join(root, 'node_modules/.cache/campaign-machine', `child-${process.pid}.mjs`);
  const entryPoints = [fileURLToPath(new URL('child.ts', import.meta.url))];
  await build({
    entryPoints,
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
  process.once('exit', () => rmSync(outfile, { force: true }));
  return outfile;
};

let bundled: Promise<string> | undefined;

const listen = (child: ChildProcess, ended: Promise<number | string>) => {
  const heard: Message[] = [];
  const waiting = new Map<string, (value: unknown) => void>();
  child.on('message', (message: Message) => {
    const resolve = waiting.get(message.what);
    if (!resolve) return void heard.push(message);
    waiting.delete(message.what);
    resolve(message.value);
  });
  return (what: string): Promise<unknown> => {
    const index = heard.findIndex((message) => message.what === what);
    if (index >= 0) return Promise.resolve(heard.splice(index, 1)[0]?.value);
    const coming = new Promise((resolve) => waiting.set(what, resolve));
    const missed = ended.then((code) => {
      throw new Error(`Expected the child to say ${what}; it ended with ${code}.`);
    });
    return Promise.race([coming, missed]);
  };
};

/** Starts a child; resolves when it is there and waits for `go`. */
export const startProcess = async (script: Script, assignment: Assignment): Promise<Process> => {
  bundled ??= bundle();
  const child = fork(await bundled, [script, JSON.stringify(assignment)], {
    execArgv: ['--no-warnings'],
  });
  const ended = once(child, 'exit').then(([code, signal]) => code ?? signal);
  const said = listen(child, ended);
  await said('ready');
  return {
    said,
    ended,
    go: () => void child.send('go'),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
};
