import { describe, expect, it } from 'vitest';
import webPush from 'web-push';
import { createVapidCheck } from '../../examples/push/vapid-check.js';

const origin = 'https://push.example';
const { publicKey, privateKey } = webPush.generateVAPIDKeys();
const check = createVapidCheck(publicKey);

const sign = (keys = { publicKey, privateKey }, expiration?: number): string =>
  webPush.getVapidHeaders(
    origin,
    'mailto:test@example.org',
    keys.publicKey,
    keys.privateKey,
    'aes128gcm',
    expiration,
  ).Authorization;

const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

describe('createVapidCheck', () => {
  it('accepts what web-push signed for this push service', () => {
    expect(check(sign(), origin)).toBe(true);
  });

  it('refuses a token for another push service', () => {
    expect(check(sign(), 'https://other.example')).toBe(false);
  });

  it('refuses a token that has expired', () => {
    expect(check(sign(undefined, inSeconds(-1)), origin)).toBe(false);
    expect(check(sign(undefined, inSeconds(60)), origin)).toBe(true);
  });

  it('refuses the token of another sender, also under the name of the right one', () => {
    const stranger = webPush.generateVAPIDKeys();
    const foreign = sign(stranger);
    expect(check(foreign, origin)).toBe(false);
    expect(check(foreign.replace(stranger.publicKey, publicKey), origin)).toBe(false);
  });

  it('refuses a token whose claims were changed', () => {
    const [head, , signature] = sign().split('.');
    const claims = { aud: origin, exp: inSeconds(60), sub: 'mailto:other@example.org' };
    const changed = Buffer.from(JSON.stringify(claims)).toString('base64url');
    expect(check(`${head}.${changed}.${signature}`, origin)).toBe(false);
  });

  it.each([undefined, '', 'vapid', 'Bearer abc', 'vapid t=a.b.c, k=d'])('refuses %j', (header) => {
    expect(check(header, origin)).toBe(false);
  });
});
