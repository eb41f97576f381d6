import { SpanStatusCode } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { describe, expect, it } from 'vitest';
import { campaignTrace, createTracing } from '../../examples/cluster/tracing.js';
import { playSent, playStopped, secrets } from './observed.js';

const record = () => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const { observer, flush } = createTracing(provider.getTracer('test'));
  return { observer, flush, spans: () => exporter.getFinishedSpans() };
};

const msOf = ([seconds, nanoseconds]: readonly [number, number]) =>
  seconds * 1000 + nanoseconds / 1e6;

describe('createTracing', () => {
  it('makes spans of what happens to a campaign, all ended and in one trace', async () => {
    const { observer, flush, spans } = record();
    await playSent('a', observer);
    flush();
    const named = spans().filter(({ attributes }) => attributes['campaign.id'] === 'a');
    expect(named.map(({ name }) => name).toSorted()).toEqual([
      'campaign COMPLETE',
      'campaign CREATE',
      'campaign SCHEDULE',
      'campaign START',
      'campaign dispatch',
      'campaign enqueue',
    ]);
    const { traceId, spanId } = campaignTrace('a');
    for (const span of named) {
      expect(span.spanContext().traceId).toBe(traceId);
      expect(span.parentSpanContext?.spanId).toBe(spanId);
      expect(span.ended).toBe(true);
    }
    const dispatch = named.find(({ name }) => name === 'campaign dispatch');
    expect(dispatch?.attributes).toMatchObject({
      'campaign.worker': 'worker-1',
      'campaign.delivered': 1,
      'campaign.failed': 1,
      'campaign.in_doubt': 1,
    });
  });

  it('gives the trace of a campaign in another process the same id, and another campaign its own', async () => {
    const [api, worker] = [record(), record()];
    await playStopped('a', api.observer);
    await playStopped('a', worker.observer);
    await playStopped('b', worker.observer);
    const tracesOf = (each: typeof api) =>
      new Set(each.spans().map((span) => span.spanContext().traceId));
    expect([...tracesOf(api)]).toEqual([campaignTrace('a').traceId]);
    expect([...tracesOf(worker)]).toEqual([campaignTrace('a').traceId, campaignTrace('b').traceId]);
  });

  it('makes a span that is as long as the stop took', async () => {
    const { observer, spans } = record();
    const campaigns = await playStopped('a', observer);
    const { receipt } = await campaigns.report('a');
    const stop = spans().find(({ name }) => name === 'campaign stop');
    expect(stop && [msOf(stop.startTime), msOf(stop.endTime)]).toEqual([
      receipt?.at,
      receipt?.stoppedAt,
    ]);
  });

  it('marks what went wrong, by its codes, and says nothing about people', async () => {
    const { observer, flush, spans } = record();
    await playSent('a', observer);
    flush();
    const trouble = spans().find(({ name }) => name === 'campaign trouble on-gone');
    expect(trouble?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'Error E_GONE' });
    const said = JSON.stringify(
      spans().map(({ name, attributes, status }) => [name, attributes, status]),
    );
    for (const secret of [secrets.by, secrets.reason, secrets.error, 'example.org']) {
      expect(said).not.toContain(secret);
    }
  });
});
