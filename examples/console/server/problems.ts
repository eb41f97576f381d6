import { acceptedEvents, type CampaignStatus } from 'campaign-machine';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Problem } from '../api.js';

interface Kind {
  readonly status: ContentfulStatusCode;
  readonly title: string;
  /** For the page that `type` leads to. */
  readonly explanation: string;
}

/** Every way in which a request can be refused. */
export const problemKinds = {
  'invalid-input': {
    status: 400,
    title: 'The request cannot be understood',
    explanation: 'Nothing was changed. "errors" names each field and says what was expected.',
  },
  'cross-site': {
    status: 403,
    title: 'The request comes from another site',
    explanation: 'What changes something is taken from the pages of this server only.',
  },
  'header-missing': {
    status: 403,
    title: 'The header X-Campaign-Console is missing',
    explanation:
      'Requests that change something carry "X-Campaign-Console: 1": a form of another site cannot.',
  },
  'host-not-allowed': {
    status: 403,
    title: 'The request names a host that this server is not',
    explanation: 'Use localhost, an address, or the name in HOST that the server was started with.',
  },
  'campaign-not-found': {
    status: 404,
    title: 'There is no such campaign',
    explanation:
      'It was never made, or it has been purged. GET /api/campaigns lists what there is.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing at this address',
    explanation: 'GET /api/openapi.json describes what there is.',
  },
  'too-early': {
    status: 409,
    title: 'The campaign does not accept this yet',
    explanation:
      'Nothing was changed. "acceptedEvents" are what "currentStatus" accepts; the one that was asked for may be accepted later.',
  },
  'too-late': {
    status: 409,
    title: 'The campaign does not accept this any more',
    explanation: 'Nothing was changed, and it never will be accepted: the way does not lead back.',
  },
  repeated: {
    status: 409,
    title: 'The campaign is scheduled for another time already',
    explanation: 'A scheduled time is not moved. Cancel the campaign and make a copy of it.',
  },
  'campaign-exists': {
    status: 409,
    title: 'There is a campaign with this id already',
    explanation: 'Nothing was changed. Leave "id" out, or choose another one.',
  },
  'body-too-large': {
    status: 413,
    title: 'The request is too large',
    explanation: 'A new campaign takes 20 MiB, every other request 64 KiB.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The request is not JSON',
    explanation: 'Send "Content-Type: application/json".',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key was used for something else',
    explanation:
      'Nothing was changed. A key names one request: repeat it with the same key, and give another request another key.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong in the server',
    explanation: 'What it was is in the output of the server.',
  },
  busy: {
    status: 503,
    title: 'The database is busy',
    explanation: 'Nothing was changed. Repeat the request with the same Idempotency-Key.',
  },
  unavailable: {
    status: 503,
    title: 'The database cannot be reached',
    explanation:
      'Whether something was changed is open. Repeat the request with the same Idempotency-Key: it is done once, and answered as it was the first time.',
  },
} as const satisfies Record<string, Kind>;

export type ProblemCode = keyof typeof problemKinds;

type Extra = Pick<Problem, 'currentStatus' | 'acceptedEvents' | 'errors'>;

/** A request is refused: thrown anywhere below a route, answered as RFC 9457 says. */
export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly extra: Extra;

  constructor(
    code: ProblemCode,
    detail: string = problemKinds[code].explanation,
    extra: Extra = {},
  ) {
    super(detail);
    this.code = code;
    this.extra = extra;
  }
}

/** One field is not as it should be. */
export const invalidField = (pointer: string, detail: string): Refusal =>
  new Refusal('invalid-input', detail, { errors: [{ pointer, detail }] });

/** What the lifecycle rejected, with what the campaign is now and would accept. */
export const rejected = (code: ProblemCode, detail: string, currentStatus: CampaignStatus) =>
  new Refusal(code, detail, { currentStatus, acceptedEvents: acceptedEvents(currentStatus) });

export const problemOf = ({ code, message, extra }: Refusal): Problem => {
  const { status, title } = problemKinds[code];
  return { type: `/problems/${code}`, title, status, detail: message, code, ...extra };
};

/** The answer to a request that is refused. */
export const problemResponse = (refusal: Refusal): Response => {
  const problem = problemOf(refusal);
  const headers = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: problem.status === 503 ? { ...headers, 'retry-after': '1' } : headers,
  });
};
