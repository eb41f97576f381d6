import { existsSync } from 'node:fs';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { type ProblemCode, problemKinds } from './problems.js';

const notBuilt = `The pages are not built. Build them with:

    npm run build:console

and start the console again. The API is here already: /api/openapi.json.
`;

/** Vite puts a hash of the content into these names, so what is behind one never changes. */
const foreverCache = 'public, max-age=31536000, immutable';

/** The built pages, and the pages that explain problems. */
export const createPages = (folder: string, inspects: boolean): Hono => {
  const pages = new Hono();

  pages.get('/problems/:code', (context, next) => {
    const code = context.req.param('code');
    if (!Object.hasOwn(problemKinds, code)) return next();
    const { status, title, explanation } = problemKinds[code as ProblemCode];
    return context.html(
      html`<!doctype html><html lang="en"><title>${title}</title>
<h1>${title}</h1><p>${explanation}</p><p>HTTP ${status}, code <code>${code}</code></p></html>`,
    );
  });

  if (!existsSync(folder)) return pages.get('*', (context) => context.text(notBuilt, 503));

  pages.get(
    '/assets/*',
    serveStatic({
      root: folder,
      onFound: (_, context) => context.header('cache-control', foreverCache),
    }),
  );
  // Anything else under it is gone: index.html would be taken for a script.
  pages.get('/assets/*', (context) => context.text('Not found', 404));
  pages.get('*', serveStatic({ root: folder }));
  if (!inspects) {
    // The page says that it is off, and how to turn it on; the status says so to whoever does not read.
    pages.get('/inspector', async (context, next) => {
      await next();
      const { body, headers } = context.res;
      context.res = new Response(body, { status: 404, headers });
    });
    pages.get('/inspector/:name', (context) => context.notFound());
  }
  // The pages have addresses of their own, which they know and the server does not.
  pages.get('*', serveStatic({ root: folder, path: 'index.html' }));
  return pages;
};
