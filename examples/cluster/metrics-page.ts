import { Hono } from 'hono';
import type { Registry } from 'prom-client';

/**
 * `/metrics`, in the text format of Prometheus.
 *
 * @param refresh brings the process's own metrics up to date, and says which others there are now
 */
export const createMetricsPage = (
  own: Registry,
  refresh: () => Promise<readonly Registry[]> = async () => [],
): Hono => {
  const page = new Hono();
  page.get('/metrics', async (context) => {
    // First, because it writes into our own.
    const others = await refresh();
    const texts = await Promise.all([own, ...others].map((registry) => registry.metrics()));
    return context.body(texts.join(''), 200, { 'content-type': own.contentType });
  });
  return page;
};
