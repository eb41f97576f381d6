import { Hono } from 'hono';
import { createApi } from './api-routes.js';
import type { ConsoleParts } from './console-parts.js';
import { browserRules, limitBodies, onlyOwnHosts, onlyOwnPages } from './guards.js';
import { createPages } from './pages.js';
import { problemResponse, Refusal } from './problems.js';
import { refusalOfError } from './refusal-of-error.js';

export interface WebAppOptions {
  readonly parts: ConsoleParts;
  /** The folder with the built pages. */
  readonly pages: string;
  /** The name that the server was started under. */
  readonly host: string;
  /** Whether there is an inspector. */
  readonly inspects: boolean;
  readonly onTrouble: (error: unknown) => void;
}

/** Everything that the server answers: first who may ask, then the API, then the pages. */
export const createWebApp = ({ parts, pages, host, inspects, onTrouble }: WebAppOptions): Hono => {
  const app = new Hono();
  app.use(browserRules, onlyOwnHosts(host), onlyOwnPages, limitBodies);
  app.use('/api/*', async (context, next) => {
    await next();
    context.header('cache-control', 'no-store');
  });
  app.route('/', createApi(parts));
  app.route('/', createPages(pages, inspects));
  app.notFound(() => problemResponse(new Refusal('not-found')));
  app.onError((error) => {
    const refusal = refusalOfError(error);
    // What nobody foresaw is for who runs the server, not for who asked.
    if (!refusal) onTrouble(error);
    return problemResponse(refusal ?? new Refusal('internal'));
  });
  return app;
};
