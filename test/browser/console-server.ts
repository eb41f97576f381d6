import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CampaignDetails, CampaignRow, NewCampaign } from '../../examples/console/api.js';
import { dataPaths } from '../../examples/shared/data-folder.js';
import { poll } from './poll.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The console's server as `npm start` starts it, a process with a port of its own. */
export interface ConsoleServer {
  readonly origin: string;
  create(campaign?: Partial<NewCampaign>): Promise<CampaignRow>;
  post(path: string, body: unknown): Promise<Response>;
  details(id: string): Promise<CampaignDetails>;
  /** The details as soon as they are as wanted. */
  until(id: string, isWanted: (details: CampaignDetails) => boolean): Promise<CampaignDetails>;
  /** Who really got the message, as the endpoint recorded it: a line a message. */
  arrivals(id: string): Promise<readonly string[]>;
  /** As a power cut would. */
  kill(): Promise<void>;
  /** In the same folder and on the same port. */
  startAgain(): Promise<void>;
}

const headers = { 'x-campaign-console': '1', 'content-type': 'application/json' };

const startProcess = async (data: string, port: string, options: readonly string[]) => {
  const main = 'examples/console/server/main.ts';
  const program = ['--import', 'tsx', main, '--data', data, ...options];
  const env = { ...process.env, PORT: port };
  const child = spawn(process.execPath, program, { cwd: root, env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  }
  const origin = await poll('the console listens', () => {
    if (child.exitCode !== null) throw new Error(`The console did not start: ${said}`);
    return /Campaign console {2}(\S+)/.exec(said)?.[1];
  });
  return { child, origin };
};

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
};

/** Starts a console on this data folder, with these options. */
export const startConsoleServer = async (
  data: string,
  options: readonly string[] = [],
): Promise<ConsoleServer> => {
  let { child, origin } = await startProcess(data, '0', options);
  const { port } = new URL(origin);

  const post = (path: string, body: unknown) =>
    fetch(`${origin}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const details = async (id: string) =>
    (await (await fetch(`${origin}/api/campaigns/${id}`)).json()) as CampaignDetails;
  return {
    origin,
    post,
    details,
    create: async (campaign) => {
      const audience = { kind: 'generated', size: 20 };
      const wanted = { title: 'Autumn sale', body: 'Until Sunday.', audience, ...campaign };
      const response = await post('/api/campaigns', wanted);
      if (response.status !== 201) throw new Error(await response.text());
      return (await response.json()) as CampaignRow;
    },
    until: (id, isWanted) =>
      poll(`campaign ${id} is ${isWanted}`, async () => {
        const found = await details(id);
        return isWanted(found) ? found : undefined;
      }),
    arrivals: async (id) => {
      const text = await readFile(join(dataPaths(data).arrivals, id), 'utf8').catch(() => '');
      return text.split('\n').filter(Boolean);
    },
    kill: () => end(child),
    startAgain: async () => {
      ({ child, origin } = await startProcess(data, port, options));
    },
  };
};
