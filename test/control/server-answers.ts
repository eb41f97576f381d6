import type { CampaignStatus } from '../../src/lifecycle/index.js';

const responseOf = (body: unknown, status: number) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

const acceptance = (to: CampaignStatus) => ({ accepted: true, to, event: 'CANCEL', effects: [] });
const rejection = (from: CampaignStatus) => ({ accepted: false, from, reason: 'too-late' });
const problem = (currentStatus: CampaignStatus) => ({
  type: 'about:blank',
  status: 409,
  code: 'too-late',
  currentStatus,
  acceptedEvents: [],
});

/** An error as an API client throws it, with the body's members on it. */
const errorWith = (body: object) => Object.assign(new Error('409 Conflict'), body);

/** Every way in which a server's word on the status may come back: what `onSend` does for it. */
export const waysToSay: Readonly<Record<string, (status: CampaignStatus) => unknown>> = {
  'a returned acceptance': (status) => acceptance(status),
  'a promised acceptance': async (status) => acceptance(status),
  'a Response with an acceptance': async (status) => responseOf(acceptance(status), 200),
  'a returned rejection': (status) => rejection(status),
  'a promised rejection': async (status) => rejection(status),
  'a Response with a rejection': async (status) => responseOf(rejection(status), 200),
  'a promised problem': async (status) => problem(status),
  'a thrown rejection': async (status) => Promise.reject(rejection(status)),
  'a thrown problem': async (status) => Promise.reject(problem(status)),
  'a problem on a thrown error': async (status) => Promise.reject(errorWith(problem(status))),
  'a problem thrown at once': (status) => {
    throw errorWith(problem(status));
  },
  'a Response with a problem': async (status) => responseOf(problem(status), 409),
  'a thrown Response with a problem': async (status) =>
    Promise.reject(responseOf(problem(status), 409)),
};
