import { createHash } from 'node:crypto';
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type SpanContext,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { CampaignObserver } from 'campaign-machine/service';
import { answerWord } from './answer-word.js';
import { errorCodes } from './logging.js';
import { createProgressWindows } from './progress-window.js';

/**
 * The trace of a campaign, made out of its id: what the API, the workers and whoever cancels it do to one
 * campaign is found under one trace, though nothing is handed from one process to the other.
 */
export const campaignTrace = (campaignId: string): SpanContext => {
  const hash = createHash('sha256').update(campaignId).digest('hex');
  return {
    traceId: hash.slice(0, 32),
    spanId: hash.slice(32, 48),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  };
};

const contextOf = (campaignId: string | null): Context =>
  campaignId === null
    ? ROOT_CONTEXT
    : trace.setSpanContext(ROOT_CONTEXT, campaignTrace(campaignId));

/**
 * Spans of what happens to campaigns. Hooks are called after the fact, so each span begins where its
 * event says and ends at once; nothing is kept open that a crash would lose. Attributes are ids, counts
 * and codes.
 *
 * @example
 * createCampaigns({ ...postgres, observe: createTracing(trace.getTracer('campaigns')).observer });
 */
export const createTracing = (
  tracer: Tracer,
): { readonly observer: CampaignObserver; readonly flush: () => void } => {
  const span = (
    name: string,
    campaignId: string | null,
    {
      attributes = {},
      from,
      to = Date.now(),
      failed,
    }: {
      readonly attributes?: Attributes;
      readonly from?: number;
      readonly to?: number;
      readonly failed?: string;
    },
  ): void => {
    const named = campaignId === null ? {} : { 'campaign.id': campaignId };
    const made = tracer.startSpan(
      name,
      { startTime: from ?? to, attributes: { ...named, ...attributes } },
      contextOf(campaignId),
    );
    if (failed !== undefined) made.setStatus({ code: SpanStatusCode.ERROR, message: failed });
    made.end(to);
  };

  const progress = createProgressWindows(({ campaignId, worker, since, at, ...counts }) => {
    const { delivered, failed, inDoubt, retried } = counts;
    const attributes = {
      'campaign.worker': worker,
      'campaign.delivered': delivered,
      'campaign.failed': failed,
      'campaign.in_doubt': inDoubt,
      'campaign.retried': retried,
    };
    span('campaign dispatch', campaignId, { attributes, from: since, to: at });
  });

  const observer: CampaignObserver = {
    onCreated: ({ id }, event) => span(`campaign ${event}`, id, {}),
    onDecision: (answer) => {
      const { event, campaignId, from, campaign } = answer;
      const attributes = {
        'campaign.answer': answerWord(answer),
        'campaign.from': from,
        'campaign.status': campaign.status,
      };
      span(`campaign ${event}`, campaignId, { attributes });
    },
    onEffect: ({ campaignId, effect, outcome, attempts, lagMs, code }) => {
      const to = Date.now();
      const attributes = { 'campaign.outcome': outcome, 'campaign.attempts': attempts };
      const failed = code === null ? {} : { failed: code };
      span(`campaign ${effect}`, campaignId, { attributes, from: to - lagMs, to, ...failed });
    },
    onDispatchProgress: progress.add,
    onReceipt: (campaignId, { at, stoppedAt, handedOverAfterCancel }) => {
      if (stoppedAt === null) return;
      const after = handedOverAfterCancel ?? -1;
      const attributes = { 'campaign.handed_over_after_cancel': after };
      span('campaign stop', campaignId, { attributes, from: at, to: stoppedAt });
    },
    onTrouble: ({ where, campaignId, error }) => {
      const { error: name, code } = errorCodes(error);
      const failed = code === undefined ? name : `${name} ${code}`;
      span(`campaign trouble ${where}`, campaignId, { failed });
    },
  };
  return { observer, flush: progress.flush };
};
