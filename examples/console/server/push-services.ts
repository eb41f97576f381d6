/** The push services of the browsers' vendors: the only hosts on the network that are posted to. */
const hosts = ['fcm.googleapis.com', 'updates.push.services.mozilla.com', 'web.push.apple.com'];
const hostSuffixes = ['.push.apple.com', '.push.services.mozilla.com', '.notify.windows.com'];

const endpointMax = 2_000;

/** Chrome, Firefox, Safari, Edge: https, the usual port, nobody's password, one of their hosts. */
const isVendors = ({ protocol, port, username, password, hostname }: URL): boolean =>
  protocol === 'https:' &&
  port === '' &&
  `${username}${password}` === '' &&
  (hosts.includes(hostname) || hostSuffixes.some((suffix) => hostname.endsWith(suffix)));

/** The endpoint that runs beside the server, and nothing on it but what takes messages. */
const isLocal = (url: URL, localOrigin: string): boolean =>
  url.origin === localOrigin &&
  `${url.username}${url.password}${url.search}` === '' &&
  /^\/push\/[\w-]+$/.test(url.pathname);

/**
 * Where messages may be posted to: whoever uploads a file could otherwise have this server call any
 * address that it can reach.
 */
export const mayPostTo = (endpoint: string, localOrigin: string): boolean => {
  if (endpoint.length > endpointMax || !URL.canParse(endpoint)) return false;
  const url = new URL(endpoint);
  return isVendors(url) || isLocal(url, localOrigin);
};

/** Stands for the local endpoint's origin, which is another one each time it is started. */
const localPrefix = 'local:';

/** As it is stored: the local endpoint without its origin. */
export const storable = (endpoint: string, localOrigin: string): string =>
  new URL(endpoint).origin === localOrigin
    ? `${localPrefix}${new URL(endpoint).pathname}`
    : endpoint;

/** As it is posted to. */
export const postable = (stored: string, localOrigin: string): string =>
  stored.startsWith(localPrefix) ? `${localOrigin}${stored.slice(localPrefix.length)}` : stored;
