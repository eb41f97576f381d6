import { createPublicKey, type KeyObject, verify } from 'node:crypto';

/** A VAPID token may be valid for a day at most (RFC 8292, section 2). */
const validityMaxSeconds = 24 * 60 * 60;

const toKeyObject = (publicKey: string): KeyObject => {
  const point = Buffer.from(publicKey, 'base64url');
  const x = point.subarray(1, 33).toString('base64url');
  const y = point.subarray(33).toString('base64url');
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
};

const parseJson = (base64url: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(base64url, 'base64url').toString());

/**
 * Makes the check of a push service: does this `Authorization` header carry a token for this
 * service, signed by the key that the subscriptions were made for, and still valid? (RFC 8292)
 */
export const createVapidCheck = (publicKey: string) => {
  const key = toKeyObject(publicKey);

  return (authorization: string | undefined, origin: string): boolean => {
    const found = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), ?k=([\w-]+)$/.exec(authorization ?? '');
    if (!found) return false;
    const [, head = '', claims = '', signature = '', sentKey = ''] = found;
    const isGenuine = verify(
      'sha256',
      Buffer.from(`${head}.${claims}`),
      { key, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    if (!isGenuine || sentKey !== publicKey || parseJson(head)['alg'] !== 'ES256') return false;
    const { aud, exp } = parseJson(claims);
    const secondsLeft = Number(exp) - Date.now() / 1000;
    return aud === origin && secondsLeft > 0 && secondsLeft <= validityMaxSeconds;
  };
};
