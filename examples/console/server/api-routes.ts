import { OpenAPIHono } from '@hono/zod-openapi';
import type { NewCampaign } from '../api.js';
import { checkSameTime, commandAnswer } from './command-answer.js';
import type { ConsoleParts } from './console-parts.js';
import { createCampaign } from './create-campaign.js';
import { openEventStream } from './event-stream.js';
import { refusalOfInput } from './input-refusal.js';
import { operator } from './operator.js';
import { problemResponse, Refusal } from './problems.js';
import {
  cancelCampaign,
  createCampaignRoute,
  listCampaigns,
  readCampaign,
  readEvents,
  readSampleAudience,
  scheduleCampaign,
} from './routes.js';
import { sampleAudience } from './sample-audience.js';

const description = {
  openapi: '3.1.0',
  info: {
    title: 'Campaign console',
    version: '1',
    description: 'What the pages of the console use. A refusal is a problem (RFC 9457).',
  },
};

const named = (key: string | undefined) => (key === undefined ? {} : { commandId: key });

/** The HTTP API: what a request asks for, handed to the service, and what came of it. */
export const createApi = ({ campaigns, subscriptions, endpoint, views, news }: ConsoleParts) => {
  const api = new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) return problemResponse(refusalOfInput(result.error));
    },
  });

  api.openapi(listCampaigns, async (context) => {
    const { limit, status, after } = context.req.valid('query');
    const query = { ...(status ? { status } : {}), ...(after === undefined ? {} : { after }) };
    return context.json(await views.page({ ...query, limit }), 200);
  });

  api.openapi(createCampaignRoute, async (context) => {
    const key = context.req.valid('header')['idempotency-key'];
    const wanted = context.req.valid('json') as NewCampaign;
    const id = await createCampaign({ campaigns, subscriptions, endpoint }, wanted, key);
    const { row } = await views.look(id);
    return context.json(row, 201, { location: `/api/campaigns/${id}` });
  });

  api.openapi(readCampaign, async (context) =>
    context.json(await views.details(context.req.valid('param').id), 200),
  );

  api.openapi(scheduleCampaign, async (context) => {
    const { id } = context.req.valid('param');
    const { at } = context.req.valid('json');
    const answer = await campaigns.schedule(id, {
      by: operator,
      ...named(context.req.valid('header')['idempotency-key']),
      ...(at === undefined ? {} : { at: new Date(at) }),
    });
    checkSameTime(answer, at);
    return context.json(await commandAnswer(answer, views), 200);
  });

  api.openapi(cancelCampaign, async (context) => {
    const { reason } = context.req.valid('json');
    const answer = await campaigns.cancel(context.req.valid('param').id, {
      by: operator,
      ...named(context.req.valid('header')['idempotency-key']),
      ...(reason === undefined || reason === '' ? {} : { reason }),
    });
    return context.json(await commandAnswer(answer, views), 200);
  });

  api.openapi(readEvents, (context) => {
    const stream = openEventStream(news, context.req.valid('header')['last-event-id']);
    return context.body(stream, 200, { 'content-type': 'text/event-stream' });
  });

  api.openapi(readSampleAudience, (context) => {
    const { format, size } = context.req.valid('query');
    return context.body(sampleAudience(endpoint.origin(), size, format), 200, {
      'content-type': format === 'csv' ? 'text/csv' : 'application/json',
      'content-disposition': `attachment; filename="audience.${format}"`,
    });
  });

  const document = api.getOpenAPI31Document(description);
  api.get('/api/openapi.json', (context) => context.json(document));
  api.all('/api/*', () => problemResponse(new Refusal('not-found')));
  return api;
};
