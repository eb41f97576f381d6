import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Engine } from './chaos-plan.js';
import type { Servers } from './engine-ports.js';
import type { Sabotage } from './sabotage.js';

/** What a process is told when it starts. */
export interface Orders extends Servers {
  readonly name: string;
  readonly engine: Engine;
  /** Of the push service. */
  readonly origin: string;
  readonly sabotage: Sabotage | null;
}

type ProgramName = 'worker' | 'api' | 'endpoint';

// Bundled once, because a process that compiles costs a second. It lies where the packages are found.
const bundle = async (): Promise<string> => {
  const outdir = fileURLToPath(
    new URL(`../../node_modules/.cache/campaign-machine-chaos-${process.pid}`, import.meta.url),
  );
  await build({
    entryPoints: ['worker', 'api', 'endpoint'].map((name) =>
      fileURLToPath(new URL(`${name}.ts`, import.meta.url)),
    ),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
  });
  return outdir;
};

let bundled: Promise<string> | undefined;
const children = new Set<ChildProcess>();

/** Starts a program; resolves with the port that it listens on (0: none) when it is ready. */
export const startProgram = async (
  name: ProgramName,
  input: Orders | { readonly answerMs: number },
): Promise<{ readonly child: ChildProcess; readonly port: number }> => {
  bundled ??= bundle();
  const child = fork(`${await bundled}/${name}.mjs`, [JSON.stringify(input)], {
    execArgv: ['--no-warnings'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  const ready = once(child, 'message') as Promise<[{ readonly port: number }]>;
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${name} ended with ${signal ?? code} before it was ready.`);
  });
  ended.catch(() => {});
  const [{ port }] = await Promise.race([ready, ended]);
  return { child, port };
};

/** Ends all that are left, also those that stand still. */
export const endPrograms = async (): Promise<void> => {
  for (const child of children) child.kill('SIGKILL');
  if (bundled) await rm(await bundled, { recursive: true, force: true });
};
