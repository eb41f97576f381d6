import { createHash, randomBytes } from 'node:crypto';
import { explain } from 'campaign-machine';
import { type PgClientLike, PostgresAdapterError } from 'campaign-machine/postgres';
import {
  type Answer,
  CampaignExistsError,
  type CampaignRecord,
  type Campaigns,
} from 'campaign-machine/service';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { checkSameTime } from '../console/server/command-answer.js';
import { onlyOwnHosts } from '../console/server/guards.js';
import { refusalOfInput } from '../console/server/input-refusal.js';
import { problemResponse, Refusal, rejected } from '../console/server/problems.js';
import { refusalOfError } from '../console/server/refusal-of-error.js';
import { campaignData } from './campaign-data.js';

const scheduleRequest = z.strictObject({ at: z.int().min(0).max(8.64e15).optional() });
const cancelRequest = z.strictObject({
  reason: z.string().max(500).optional(),
  /** Answer with the receipt, once everybody has stopped or after this long. */
  waitForStopMs: z.int().min(0).max(30_000).optional(),
});
const newCampaign = campaignData.extend({
  id: z.string().min(1).max(100).optional(),
  schedule: scheduleRequest.optional(),
});

const bodyMaxBytes = 64 * 1024;

/** Nobody has logged in; your own authentication says here who it was. */
const operator = 'api';

const named = (key: string | undefined, suffix = '') =>
  key === undefined ? {} : { commandId: `${key}${suffix}` };

const keyOf = ({ req }: Context): string | undefined => req.header('idempotency-key');

const read = async <Schema extends z.ZodType>(
  { req }: Context,
  schema: Schema,
): Promise<z.output<Schema>> => {
  // No page of another site can send this without being asked first whether it may.
  if (!req.header('content-type')?.startsWith('application/json')) {
    throw new Refusal('unsupported-media-type');
  }
  const body: unknown = await req.json().catch(() => {
    throw new Refusal('invalid-input', 'Expected a body that is valid JSON.');
  });
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw refusalOfInput(parsed.error);
};

const refusalOf = (error: unknown): Refusal | undefined => {
  if (error instanceof CampaignExistsError) return new Refusal('campaign-exists');
  if (!(error instanceof PostgresAdapterError)) return refusalOfError(error);
  const isBusy = error.code === 'busy' || error.code === 'conflict';
  return new Refusal(isBusy ? 'busy' : 'unavailable');
};

/** A repeat that finds what was asked for is an answer; every other rejection is a refusal. */
const checkAnswer = (answer: Answer): void => {
  if (answer.accepted || answer.reason === 'repeated') return;
  throw rejected(answer.reason, explain(answer), answer.campaign.status);
};

const checkSame = (found: CampaignRecord, data: unknown): void => {
  if (JSON.stringify(found.data) === JSON.stringify(data)) return;
  throw new Refusal('idempotency-key-reused');
};

// The same key names the same campaign, so that a repeated request finds what the first one made.
const idFor = (key: string | undefined): string =>
  key === undefined
    ? `c-${randomBytes(8).toString('hex')}`
    : `c-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;

/** The HTTP API of the cluster: create, schedule, cancel, report. */
export const createApi = (
  campaigns: Campaigns<PgClientLike>,
  { host, onError }: { readonly host: string; readonly onError: (error: unknown) => void },
): Hono => {
  const api = new Hono();
  api.use(onlyOwnHosts(host));
  api.use(
    bodyLimit({
      maxSize: bodyMaxBytes,
      onError: () => problemResponse(new Refusal('body-too-large')),
    }),
  );

  const schedule = async (id: string, at: number | undefined, command: { commandId?: string }) => {
    const time = at === undefined ? {} : { at: new Date(at) };
    const answer = await campaigns.schedule(id, { by: operator, ...time, ...command });
    checkSameTime(answer, at);
    checkAnswer(answer);
  };

  api.post('/api/campaigns', async (context) => {
    const { id: wanted, schedule: when, ...data } = await read(context, newCampaign);
    const key = keyOf(context);
    const id = wanted ?? idFor(key);
    checkSame(await campaigns.create({ id, data, by: operator, ...named(key) }), data);
    // Died in between, the same request with the same key goes on here.
    if (when) await schedule(id, when.at, named(key, '/schedule'));
    const report = await campaigns.report(id);
    return context.json(report, 201, { location: `/api/campaigns/${encodeURIComponent(id)}` });
  });

  api.get('/api/campaigns/:id', async (context) =>
    context.json(await campaigns.report(context.req.param('id'))),
  );

  api.post('/api/campaigns/:id/schedule', async (context) => {
    const { at } = await read(context, scheduleRequest);
    const id = context.req.param('id');
    await schedule(id, at, named(keyOf(context)));
    return context.json(await campaigns.report(id));
  });

  api.post('/api/campaigns/:id/cancel', async (context) => {
    const { reason, waitForStopMs } = await read(context, cancelRequest);
    const answer = await campaigns.cancel(context.req.param('id'), {
      by: operator,
      ...(reason ? { reason } : {}),
      ...(waitForStopMs === undefined ? {} : { waitForStopMs }),
      ...named(keyOf(context)),
    });
    checkAnswer(answer);
    return context.json(answer.report ?? (await campaigns.report(answer.campaignId)));
  });

  api.notFound(() => problemResponse(new Refusal('not-found')));
  api.onError((error) => {
    const refusal = refusalOf(error);
    // What nobody foresaw, and an outage, are for who runs the server too.
    if (!refusal || refusal.code === 'unavailable') onError(error);
    return problemResponse(refusal ?? new Refusal('internal'));
  });
  return api;
};
