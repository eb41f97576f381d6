import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** One of the examples' programs as a process of its own, with what it has said so far. */
export interface DemoProcess {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves to the first group of the pattern, once the standard output matches it. */
  says(pattern: RegExp): Promise<string>;
  /** Resolves to the exit code when the process has ended and all it said was read. */
  readonly closed: Promise<number | null>;
}

// As long as a test has, nearly: programs compile their sources, and may start others that do, on a
// machine that has other things to do.
const saysWithinMs = 50_000;

const started: ChildProcess[] = [];

/** Ends what is still running of all that was started. */
export const killAll = (): void => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
};

/** A program of the examples, by its path in the package. */
export const startProgram = (
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): DemoProcess => {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
  });
  started.push(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    says: (pattern) =>
      vi.waitFor(
        () => {
          const match = pattern.exec(stdout);
          if (!match) throw new Error(`${pattern} not found in: ${stdout}${stderr}`);
          return match[1] ?? '';
        },
        { timeout: saysWithinMs, interval: 5 },
      ),
    closed: once(child, 'close').then(([code]) => code as number | null),
  };
};

/** `npm run demo -- …args` */
export const startDemo = (...args: string[]): DemoProcess =>
  startProgram('examples/demo/main.ts', args);

/** `npm run campaign -- …args`, in a second terminal. */
export const startCampaignCli = (...args: string[]): DemoProcess =>
  startProgram('examples/demo/campaign-cli.ts', args);

export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** The number that a receipt gives for a count; 0 where it has no line for it. */
export const countIn = (receipt: string, name: string): number => {
  const [, digits = '0'] = new RegExp(`^ {2}${name} +([\\d,]+)`, 'm').exec(receipt) ?? [];
  return Number(digits.replaceAll(',', ''));
};
