import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Longer than any of them takes on a busy machine; a child that hangs must not hang the bench. */
const timeoutMs = 600_000;

/**
 * Runs a module in a fresh Node process and returns the JSON that it printed. A fresh process knows
 * nothing of what other contestants did to the engine's caches, heap and compiler.
 */
export const runChild = async (module: URL, ...args: readonly string[]): Promise<unknown> => {
  const command = ['--import', 'tsx', '--expose-gc', fileURLToPath(module), ...args];
  const { stdout } = await run(process.execPath, command, { timeout: timeoutMs });
  return JSON.parse(stdout);
};
