import { z } from '@hono/zod-openapi';
import { campaignEventTypes, campaignStatuses } from 'campaign-machine';
import type * as api from '../api.js';

// The shapes of api.ts, as programs see them. That they are the same the compiler checks at the end.
// Strict, so that the tests find an answer with more in it than is described.

const count = z.int().min(0);
const time = z.int().openapi({ description: 'Milliseconds since 1970-01-01T00:00:00Z.' });
const text = (max: number) => z.string(`Expected a text.`).max(max);

export const status = z.enum(campaignStatuses).openapi('CampaignStatus');
const eventType = z.enum(campaignEventTypes).openapi('CampaignEventType');
const effect = z.strictObject({ type: z.enum(['enqueue', 'dequeue', 'abort-dispatch']) });

const counts = z
  .strictObject({
    pending: count,
    claimed: count,
    begun: count,
    delivered: count,
    failed: count,
    skipped: count,
    inDoubt: count,
  })
  .openapi('Counts');

const row = {
  id: z.string(),
  title: z.string(),
  status,
  dueAt: time.nullable(),
  createdAt: time,
  changedAt: time,
  audience: z.strictObject({ size: count, sealed: z.boolean(), expected: count }),
  counts,
  version: z.int(),
};

export const campaignRow = z.strictObject(row).openapi('CampaignRow');

export const campaignPage = z
  .strictObject({ campaigns: z.array(campaignRow).readonly(), next: z.string().nullable() })
  .openapi('CampaignPage');

const receipt = z
  .strictObject({
    by: z.string().nullable(),
    at: time,
    reason: z.string().nullable(),
    from: status,
    counts: z.union([counts, z.literal('unknown')]),
    audienceComplete: z.boolean(),
    stoppedAt: time.nullable(),
    handedOverAfterCancel: count.nullable(),
    clockErrorMs: z.number(),
    settled: z.boolean(),
  })
  .openapi('Receipt');

const decision = z
  .union([
    z.strictObject({
      accepted: z.literal(true),
      from: status,
      to: status,
      event: eventType,
      effects: z.array(effect).readonly(),
    }),
    z.strictObject({
      accepted: z.literal(false),
      from: status,
      event: eventType,
      reason: z.enum(['repeated', 'too-early', 'too-late']),
      acceptedEvents: z.array(eventType).readonly(),
    }),
  ])
  .openapi('Decision');

const historyEntry = z
  .strictObject({
    campaignId: z.string(),
    sequence: z.int(),
    at: time,
    event: z.enum([...campaignEventTypes, 'CREATE', 'ADOPT']),
    commandId: z.string(),
    by: z.string().nullable(),
    reason: z.string().nullable(),
    decision: decision.nullable(),
  })
  .openapi('HistoryEntry');

const sample = z
  .strictObject({ at: time, delivered: count, failed: count, inDoubt: count })
  .openapi('Sample');

export const campaignDetails = z
  .strictObject({
    ...row,
    body: z.string(),
    receipt: receipt.nullable(),
    outcome: z.enum(['delivered', 'partial', 'none', 'unknown']).nullable(),
    stalled: z.boolean(),
    audienceError: z.string().nullable(),
    history: z.array(historyEntry).readonly(),
    samples: z.array(sample).max(600).readonly(),
  })
  .openapi('CampaignDetails');

export const commandAnswer = z
  .strictObject({
    accepted: z.literal(true),
    to: status,
    repeated: z.boolean(),
    campaign: campaignDetails,
  })
  .openapi('CommandAnswer');

export const scheduleRequest = z
  .strictObject({ at: z.int().min(0).max(8.64e15).optional() })
  .openapi('ScheduleRequest');

export const cancelRequest = z
  .strictObject({ reason: text(500).optional() })
  .openapi('CancelRequest');

const generated = z.strictObject({
  kind: z.literal('generated'),
  size: z.int().min(1).max(1_000_000),
});

const file = z.strictObject({
  kind: z.literal('file'),
  format: z.enum(['csv', 'json']),
  content: z.string(),
});

const isNotBlank = (value: string): boolean => value.trim() !== '';

export const newCampaign = z
  .strictObject({
    title: text(200).refine(isNotBlank, 'Expected 1 to 200 characters.'),
    body: text(2_000).refine(isNotBlank, 'Expected 1 to 2,000 characters.'),
    audience: z.discriminatedUnion('kind', [generated, file]),
    schedule: scheduleRequest.optional(),
  })
  .openapi('NewCampaign');

export const problem = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    currentStatus: status.optional(),
    acceptedEvents: z.array(z.string()).readonly().optional(),
    errors: z
      .array(z.strictObject({ pointer: z.string(), detail: z.string() }))
      .readonly()
      .optional(),
  })
  .openapi('Problem');

/** Everything that the type allows, the schema allows. That nothing else is answered the tests show. */
type Covers<Schema extends z.ZodType, Type> = Type extends z.input<Schema> ? true : never;

/** Does not compile if a shape of api.ts and its schema part. */
export const described: {
  readonly page: Covers<typeof campaignPage, api.CampaignPage>;
  readonly details: Covers<typeof campaignDetails, api.CampaignDetails>;
  readonly answer: Covers<typeof commandAnswer, api.CommandAnswer>;
  readonly campaign: Covers<typeof newCampaign, api.NewCampaign>;
  readonly schedule: Covers<typeof scheduleRequest, api.ScheduleRequest>;
  readonly cancel: Covers<typeof cancelRequest, api.CancelRequest>;
  readonly problem: Covers<typeof problem, api.Problem>;
} = {
  page: true,
  details: true,
  answer: true,
  campaign: true,
  schedule: true,
  cancel: true,
  problem: true,
};
