import { type ChildProcess, fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// Bundled once, because a process that compiles costs a second, and here there are hundreds of them.
// It lies where the packages are found from.
const bundle = async (): Promise<string> => {
  const outdir = fileURLToPath(
    new URL(`../../node_modules/.cache/campaign-machine-kill-${process.pid}`, import.meta.url),
  );
  await build({
    entryPoints: ['actor', 'endpoint'].map((name) =>
      fileURLToPath(new URL(`${name}.ts`, import.meta.url)),
    ),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['libsql'],
  });
  return outdir;
};

let bundled: Promise<string> | undefined;
const children = new Set<ChildProcess>();

/** Starts one of the programs as a process that gets `input` as JSON. */
export const startProgram = async (
  name: 'actor' | 'endpoint',
  input: unknown,
): Promise<ChildProcess> => {
  bundled ??= bundle();
  const child = fork(`${await bundled}/${name}.mjs`, [JSON.stringify(input)], {
    execArgv: ['--no-warnings'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
};

/** Ends all that are left, also those that stand still. */
export const endPrograms = async (): Promise<void> => {
  for (const child of children) child.kill('SIGKILL');
  if (bundled) await rm(await bundled, { recursive: true, force: true });
};
