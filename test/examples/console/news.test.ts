import { describe, expect, it, vi } from 'vitest';
import { openEventStream } from '../../../examples/console/server/event-stream.js';
import { createNews } from '../../../examples/console/server/news.js';

const point = { at: 1, delivered: 1, failed: 0, inDoubt: 0 };
const sampleOf = (id: string) => ({ id, sample: point });

const listenTo = (news: ReturnType<typeof createNews>, lastEventId?: string) => {
  const events: string[] = [];
  const stop = news.listen({ tell: (event) => events.push(event), end: () => {} }, lastEventId);
  return { events, stop, idOf: (index: number) => /^id: (.*)$/m.exec(events.at(index) ?? '')?.[1] };
};

describe('createNews', () => {
  it('keeps what came last, within its bound, and says so to who missed more', () => {
    const news = createNews();
    const first = listenTo(news);
    // Each a bit more than a tenth of the bound: nine are kept.
    for (let index = 0; index < 10; index += 1)
      news.publish('sample', sampleOf('x'.repeat(26_300)));
    expect(listenTo(news, first.idOf(0)).events[0]).toContain('"resumed":false');
    const back = listenTo(news, first.idOf(1));
    expect(back.events[0]).toContain('"resumed":true');
    expect(back.events.slice(1)).toEqual(first.events.slice(2));
  });

  it('tells nothing to who has left', () => {
    const news = createNews();
    const { events, stop } = listenTo(news);
    stop();
    news.publish('sample', sampleOf('a'));
    expect(events).toHaveLength(1);
  });
});

describe('openEventStream', () => {
  it('lets go of a reader that does not read, and not of the others', async () => {
    const news = createNews();
    const idle = openEventStream(news, undefined).getReader();
    const busy = openEventStream(news, undefined).getReader();
    let bytes = 0;
    const reading = (async () => {
      for (;;) {
        const { value, done } = await busy.read();
        if (done) return;
        bytes += value.length;
      }
    })();
    const large = 'x'.repeat(10_000);
    for (let index = 0; index < 200; index += 1) {
      news.publish('sample', sampleOf(large));
      await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(bytes).toBeGreaterThan(200 * 10_000);
    await expect(idle.read()).rejects.toThrow('does not read');
    news.close();
    await reading;
  });

  it('sends a comment now and then, so that nobody takes it for dead', async () => {
    vi.useFakeTimers();
    try {
      const reader = openEventStream(createNews(), undefined).getReader();
      const next = async () => new TextDecoder().decode((await reader.read()).value);
      expect(await next()).toMatch(/^retry: \d+\n\n$/);
      expect(await next()).toContain('event: hello');
      vi.advanceTimersByTime(15_000);
      expect(await next()).toBe(':\n\n');
    } finally {
      vi.useRealTimers();
    }
  });
});
