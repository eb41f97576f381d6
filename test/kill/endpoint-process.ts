import { once } from 'node:events';
import { startProgram } from './start-program.js';

/** One request as it arrived. */
export interface PushRequest {
  readonly recipient: string;
  readonly worker: string;
  /** 201: accepted. 503: turned away, and surely not accepted. */
  readonly status: number;
}

/** A push service that keeps a record of its own. */
export interface Endpoint {
  readonly origin: string;
  /** All requests for a campaign, in the order in which they came. */
  requests(campaignId: string): Promise<readonly PushRequest[]>;
  /** Answers no request for this campaign after this many, until it is released. */
  hold(campaignId: string, after: number): Promise<void>;
  release(campaignId: string): Promise<void>;
}

/** Starts the endpoint in a process of its own; it ends with this one. */
export const startEndpoint = async (): Promise<Endpoint> => {
  const child = await startProgram('endpoint', null);
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  const origin = `http://127.0.0.1:${port}`;
  const ask = async (path: string): Promise<readonly PushRequest[]> =>
    (await (await fetch(`${origin}${path}`)).json()) as readonly PushRequest[];
  return {
    origin,
    requests: (campaignId) => ask(`/record/${campaignId}`),
    hold: async (campaignId, after) => void (await ask(`/hold/${campaignId}/${after}`)),
    release: async (campaignId) => void (await ask(`/release/${campaignId}`)),
  };
};
