import { createRoute, z } from '@hono/zod-openapi';
import { type ProblemCode, problemKinds } from './problems.js';
import {
  campaignDetails,
  campaignPage,
  campaignRow,
  cancelRequest,
  commandAnswer,
  newCampaign,
  problem,
  scheduleRequest,
  status,
} from './schemas.js';

const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

/** The refusals with these codes, each under its HTTP status. */
const refusals = (...codes: readonly ProblemCode[]) =>
  Object.fromEntries(
    [...codes, 'host-not-allowed' as const].map((code) => {
      const { status } = problemKinds[code];
      const sameStatus = codes.filter((other) => problemKinds[other].status === status);
      const description = sameStatus.join(', ') || code;
      return [
        status,
        { description, content: { 'application/problem+json': { schema: problem } } },
      ];
    }),
  );

/** What every request that changes something can run into. */
const ofChanges = [
  'invalid-input',
  'cross-site',
  'header-missing',
  'body-too-large',
  'unsupported-media-type',
  'idempotency-key-reused',
  'busy',
] as const;

const campaignId = z.object({ id: z.string().min(1).max(512) });

const commandHeaders = z.object({
  'idempotency-key': z.string().min(1).max(200).optional().openapi({
    description:
      'Names this request (it becomes the command id): repeated with the same key, it gets the original answer and nothing is done twice.',
  }),
  'x-campaign-console': z
    .literal('1')
    .openapi({ description: 'No form of another site can send it.' }),
});

export const listCampaigns = createRoute({
  method: 'get',
  path: '/api/campaigns',
  summary: 'Campaigns, newest first',
  request: {
    query: z.object({
      status: status.optional(),
      after: z.string().max(20).optional(),
      limit: z.coerce.number().int().min(1).max(1_000).default(50),
    }),
  },
  responses: { 200: json(campaignPage, 'A page'), ...refusals('invalid-input', 'busy') },
});

export const createCampaignRoute = createRoute({
  method: 'post',
  path: '/api/campaigns',
  summary: 'Makes a campaign, and schedules it if that is asked for',
  request: {
    headers: commandHeaders,
    body: { required: true, content: { 'application/json': { schema: newCampaign } } },
  },
  responses: {
    201: {
      ...json(campaignRow, 'The new campaign'),
      headers: z.object({ location: z.string() }),
    },
    ...refusals(...ofChanges),
  },
});

export const readCampaign = createRoute({
  method: 'get',
  path: '/api/campaigns/{id}',
  summary: 'One campaign, with its receipt, its audit trail and its plot',
  request: { params: campaignId },
  responses: {
    200: json(campaignDetails, 'The campaign'),
    ...refusals('invalid-input', 'campaign-not-found', 'busy'),
  },
});

const command = {
  params: campaignId,
  headers: commandHeaders,
};

export const scheduleCampaign = createRoute({
  method: 'post',
  path: '/api/campaigns/{id}/schedule',
  summary: 'SCHEDULE: now, or at a time',
  request: { ...command, body: { content: { 'application/json': { schema: scheduleRequest } } } },
  responses: {
    200: json(commandAnswer, 'It is scheduled, or was so already for this time'),
    ...refusals(...ofChanges, 'campaign-not-found', 'too-late', 'repeated'),
  },
});

export const cancelCampaign = createRoute({
  method: 'post',
  path: '/api/campaigns/{id}/cancel',
  summary: 'CANCEL: nothing more is handed over from the moment of the answer on',
  request: { ...command, body: { content: { 'application/json': { schema: cancelRequest } } } },
  responses: {
    200: json(commandAnswer, 'It is cancelled, or was so already'),
    ...refusals(...ofChanges, 'campaign-not-found', 'too-early', 'too-late'),
  },
});

export const readEvents = createRoute({
  method: 'get',
  path: '/api/events',
  summary: 'Server-sent events: hello, campaign, sample',
  request: { headers: z.object({ 'last-event-id': z.string().max(100).optional() }) },
  responses: {
    200: {
      description: 'A stream without end',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...refusals('invalid-input'),
  },
});

export const readSampleAudience = createRoute({
  method: 'get',
  path: '/api/sample-audience',
  summary: 'A file to try an upload with: subscribers of the endpoint beside this server',
  request: {
    query: z.object({
      format: z.enum(['csv', 'json']).default('csv'),
      size: z.coerce.number().int().min(1).max(10_000).default(100),
    }),
  },
  responses: {
    200: {
      description: 'The file',
      content: {
        'text/csv': { schema: z.string() },
        'application/json': {
          schema: z.array(
            z.strictObject({
              endpoint: z.string(),
              keys: z.strictObject({ p256dh: z.string(), auth: z.string() }),
            }),
          ),
        },
      },
    },
    ...refusals('invalid-input'),
  },
});
