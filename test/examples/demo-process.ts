import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The demo as a process of its own, with what it has said so far. */
export interface DemoProcess {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves to the first group of the pattern, once the standard output matches it. */
  says(pattern: RegExp): Promise<string>;
  /** Resolves to the exit code when the process has ended and all it said was read. */
  readonly closed: Promise<number | null>;
}

export const startDemo = (...args: string[]): DemoProcess => {
  const child = spawn(process.execPath, ['--import', 'tsx', 'examples/demo/main.ts', ...args], {
    cwd: root,
  });
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
        { timeout: 15_000, interval: 5 },
      ),
    closed: once(child, 'close').then(([code]) => code as number | null),
  };
};

export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
