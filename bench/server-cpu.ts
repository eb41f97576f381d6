import { readdirSync, readFileSync } from 'node:fs';

// What /proc counts in: 100 a second on every Linux that Node runs on.
const tickMs = 10;

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It has just ended, or there is no /proc.
    return '';
  }
};

const processes = (): readonly string[] => {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
};

/** User and system time, behind the name of the program, which may hold anything. */
const cpuMsOf = (pid: string): number => {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return tickMs * (Number(fields[11] ?? 0) + Number(fields[12] ?? 0));
};

/** The CPU time so far of each process that serves a database, in ms, by process. */
export type ServerCpu = ReadonlyMap<string, number>;

/**
 * Reads it off the processes of a PostgreSQL server on this machine; empty where there is none. What
 * serves all databases together (its writers of pages and of the log) is not in it.
 */
export const readServerCpu = (database: string): ServerCpu => {
  const title = new RegExp(`^postgres: .* ${database} `);
  const serving = processes().filter((pid) => title.test(read(`/proc/${pid}/cmdline`)));
  return new Map(serving.map((pid) => [pid, cpuMsOf(pid)]));
};

/** CPU time between two readings, in ms; not a number if there is nothing to read. */
export const serverCpuBetween = (before: ServerCpu, after: ServerCpu): number =>
  after.size === 0
    ? Number.NaN
    : [...after].reduce((sum, [pid, ms]) => sum + ms - (before.get(pid) ?? 0), 0);
