import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { CampaignDetails, CampaignRow, NewCampaign } from '../../../examples/console/api.js';
import {
  type Console,
  type ConsoleOptions,
  startConsole,
} from '../../../examples/console/server/start-console.js';
import { createAnswerCheck, type Description } from './described-answers.js';

/** A console in this process, on a port and in a folder of its own. */
export interface TestConsole {
  readonly origin: string;
  readonly data: string;
  readonly endpointOrigin: string;
  readonly endpointPid: number;
  /** What an operator would have seen. */
  readonly troubles: unknown[];
  /** Asks, and holds the answer to the description of the API. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Answers that are described and have not come yet. */
  unseen(): string[];
  /** A request that changes something, as the pages send it. */
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  create(campaign?: Partial<NewCampaign>): Promise<CampaignRow>;
  details(id: string): Promise<CampaignDetails>;
  /** The details as soon as they are as wanted. */
  until(id: string, isWanted: (details: CampaignDetails) => boolean): Promise<CampaignDetails>;
  stop(): Promise<void>;
}

export const someCampaign: NewCampaign = {
  title: 'Autumn sale',
  body: 'Everything 7 % off!',
  audience: { kind: 'generated', size: 20 },
};

/** What the pages send with everything that changes something. */
export const pageHeaders = { 'x-campaign-console': '1', 'content-type': 'application/json' };

const withRequests = async (
  server: Console,
  data: string,
  troubles: unknown[],
): Promise<TestConsole> => {
  const origin = `http://localhost:${server.port}`;
  const description = await fetch(`${origin}/api/openapi.json`);
  const answers = createAnswerCheck((await description.json()) as Description);
  const request = async (path: string, init?: RequestInit): Promise<Response> => {
    const response = await fetch(`${origin}${path}`, init);
    await answers.check(init?.method ?? 'GET', response);
    return response;
  };
  const post: TestConsole['post'] = (path, body = {}, headers = {}) =>
    request(path, {
      method: 'POST',
      headers: { ...pageHeaders, ...headers },
      body: JSON.stringify(body),
    });
  const details = async (id: string) =>
    (await (await request(`/api/campaigns/${id}`)).json()) as CampaignDetails;
  return {
    origin,
    data,
    endpointOrigin: server.endpointOrigin,
    endpointPid: server.endpointPid,
    troubles,
    fetch: request,
    unseen: answers.unseen,
    post,
    create: async (campaign) => {
      const response = await post('/api/campaigns', { ...someCampaign, ...campaign });
      if (response.status !== 201) throw new Error(await response.text());
      return (await response.json()) as CampaignRow;
    },
    details,
    until: (id, isWanted) =>
      vi.waitFor(
        async () => {
          const found = await details(id);
          if (!isWanted(found)) throw new Error(`Not as wanted: ${JSON.stringify(found)}`);
          return found;
        },
        { timeout: 20_000, interval: 20 },
      ),
    stop: server.stop,
  };
};

/** Starts one; it and its folder are gone when the returned function was called. */
export const startTestConsole = async (
  options: Partial<ConsoleOptions> = {},
): Promise<TestConsole> => {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'campaign-machine-console-')));
  const troubles: unknown[] = [];
  const server = await startConsole({
    host: 'localhost',
    port: 0,
    data,
    pages: join(data, 'no-pages'),
    onTrouble: (error) => troubles.push(error),
    ...options,
  }).catch(async (error) => {
    await removeFolder(data);
    throw error;
  });
  return withRequests(server, data, troubles);
};

export const removeFolder = (data: string): Promise<void> =>
  rm(data, { recursive: true, force: true, maxRetries: 10 });
