import { isIP } from 'node:net';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { problemResponse, Refusal } from './problems.js';

const uploadMaxBytes = 20 * 1024 * 1024;
const commandMaxBytes = 64 * 1024;

const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD';

const hostnameOf = (host: string): string => {
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, '$1') : '';
};

/**
 * Names that are this server's. Only these are answered: a page of another site can have its own name lead to this
 * address (DNS rebinding) and would be of the same origin then. An address cannot be made to lead
 * elsewhere.
 */
export const isOwnHost = (host: string | undefined, ownName: string): boolean => {
  const name = hostnameOf(host ?? '');
  return name === 'localhost' || name === ownName || isIP(name) !== 0;
};

/** Refuses what names another host. */
export const onlyOwnHosts =
  (ownName: string): MiddlewareHandler =>
  async (context, next) => {
    if (isOwnHost(context.req.header('host'), ownName)) return next();
    return problemResponse(new Refusal('host-not-allowed'));
  };

/** A page with this origin is one of those that are under this host. */
export const isOwnOrigin = (origin: string, host: string | undefined): boolean =>
  URL.canParse(origin) && new URL(origin).host === host;

/** What changes something comes from these pages, or from a program that says what it is doing. */
export const onlyOwnPages: MiddlewareHandler = async ({ req }, next) => {
  if (isReading(req.method)) return next();
  const origin = req.header('origin');
  const site = req.header('sec-fetch-site') ?? 'same-origin';
  if (site !== 'same-origin' && site !== 'none') return problemResponse(new Refusal('cross-site'));
  if (origin !== undefined && !isOwnOrigin(origin, req.header('host'))) {
    return problemResponse(new Refusal('cross-site'));
  }
  if (req.header('x-campaign-console') === '1') return next();
  return problemResponse(new Refusal('header-missing'));
};

const limit = (maxSize: number): MiddlewareHandler =>
  bodyLimit({ maxSize, onError: () => problemResponse(new Refusal('body-too-large')) });

const limitUpload = limit(uploadMaxBytes);
const limitCommand = limit(commandMaxBytes);

/** A file may be large; everything else is a few words. */
export const limitBodies: MiddlewareHandler = (context, next) =>
  context.req.path === '/api/campaigns' ? limitUpload(context, next) : limitCommand(context, next);

/** What a browser may do with what it gets from here: run and show our own files, and nothing else. */
export const browserRules: MiddlewareHandler = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    fontSrc: ["'self'"],
    connectSrc: ["'self'"],
    manifestSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
  referrerPolicy: 'no-referrer',
  // Loopback is http; where there is TLS, the proxy in front says so.
  strictTransportSecurity: false,
});
