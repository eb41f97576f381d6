import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Long enough for a download on a slow line, short enough to be noticed. */
const timeout = 120_000;

/**
 * Runs a program to its end and answers with what it printed. One that fails or hangs is an error
 * that shows all of its output.
 */
export async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    return (await execute(program, args, { cwd, timeout })).stdout;
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
    const command = [program, ...args].join(' ');
    throw new Error(`${command}\nfailed in ${cwd}:\n${stdout}${stderr}`, { cause });
  }
}
