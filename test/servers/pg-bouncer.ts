import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Where Debian puts it, which is not on everybody's path.
const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` };

/** The version of the PgBouncer of this machine, as a number: 1.18 is 118. `null`: there is none. */
export const pgBouncerVersion = (): number | null => {
  const { status, stdout } = spawnSync('pgbouncer', ['--version'], { env, encoding: 'utf8' });
  const [, major = '0', minor = '0'] = /PgBouncer (\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  return status === 0 ? Number(major) * 100 + Number(minor) : null;
};

/** From here on it carries statements that are prepared under names. */
export const preparesFrom = 121;

/** The user that it runs as, since it refuses to be root. `undefined`: whoever runs the tests. */
const unprivileged = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;

const port = 6432;

// Less connections than the tests have pools, so that each is handed from one to the other.
const poolSize = 4;

const settingsFor = (server: URL, folder: string, preparedMax: number): string => {
  const quoted = (value: string) => `'${decodeURIComponent(value).replaceAll("'", "''")}'`;
  const way = [
    `host=${server.hostname}`,
    `port=${server.port || 5432}`,
    `user=${quoted(server.username || 'postgres')}`,
    ...(server.password ? [`password=${quoted(server.password)}`] : []),
    "connect_query='set synchronous_commit = off'",
  ];
  const knowsPrepared = (pgBouncerVersion() ?? 0) >= preparesFrom;
  return `[databases]
* = ${way.join(' ')}
[pgbouncer]
pool_mode = transaction
default_pool_size = ${poolSize}
; A socket in a folder of its own: no port that somebody else may take.
listen_addr =
listen_port = ${port}
unix_socket_dir = ${folder}
auth_type = any
ignore_startup_parameters = options
${knowsPrepared ? `max_prepared_statements = ${preparedMax}` : ''}
`;
};

/** Resolves when it says that it is there. */
const untilUp = async (child: ChildProcess): Promise<void> => {
  let said = '';
  const up = new Promise<void>((resolve) => {
    child.stderr?.on('data', (part) => {
      said += part;
      if (said.includes('process up')) resolve();
    });
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`Expected PgBouncer to start; it said:\n${said}`);
  });
  await Promise.race([up, ended]);
  ended.catch(() => {});
};

/** A PgBouncer in transaction mode that belongs to one test, in front of this server. */
export const startPgBouncer = async (
  serverUrl: string,
  { preparedMax = 0 }: { readonly preparedMax?: number } = {},
) => {
  const folder = mkdtempSync(join(tmpdir(), 'campaign-machine-pgbouncer-'));
  const settings = join(folder, 'pgbouncer.ini');
  const server = new URL(serverUrl);
  writeFileSync(settings, settingsFor(server, folder, preparedMax));
  chmodSync(folder, 0o755);
  if (unprivileged) chownSync(folder, unprivileged.uid, unprivileged.gid);
  const child = spawn('pgbouncer', [settings], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...unprivileged,
  });
  await untilUp(child);
  const url = new URL(`postgres://anybody@localhost:${port}${server.pathname}`);
  url.searchParams.set('host', folder);
  return {
    url: url.href,
    dispose: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
