import { createECDH, hkdfSync } from 'node:crypto';

/** Both sides of a push subscription: what the browser keeps and what it gives to the sender. */
export interface Subscriber {
  readonly id: string;
  /** The browser's public key, uncompressed P-256 point, base64url. */
  readonly p256dh: string;
  /** The 16 bytes that sender and browser share, base64url. */
  readonly auth: string;
  /** The browser's private key, base64url. The sender never looks at it, the endpoint decrypts with it. */
  readonly privateKey: string;
}

/** Whoever has the seed has all the keys, which is the point: they are the same on every machine. */
export const seed = 'campaign-machine demo audience';

// The number of points of P-256: private keys are 1 to order - 1.
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const derive = (purpose: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', seed, '', purpose, bytes));

export const subscriberId = (index: number): string =>
  `subscriber-${String(index + 1).padStart(6, '0')}`;

/** The number of the subscriber with this id; `undefined` if there is none. */
export const indexOf = (id: string): number | undefined => {
  const index = Number(/^subscriber-(\d{6,7})$/.exec(id)?.[1] ?? 0) - 1;
  return index >= 0 && subscriberId(index) === id ? index : undefined;
};

/** The subscriber with this number: the same one on every call and every machine. */
export const makeSubscriber = (index: number): Subscriber => {
  const id = subscriberId(index);
  // 16 bytes more than a key has, so that the remainder is as good as evenly distributed.
  const drawn = BigInt(`0x${derive(`${id} private key`, 48).toString('hex')}`);
  const scalar = (drawn % (order - 1n)) + 1n;
  const privateKey = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex');
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(privateKey);
  return {
    id,
    p256dh: curve.getPublicKey('base64url'),
    auth: derive(`${id} auth secret`, 16).toString('base64url'),
    privateKey: privateKey.toString('base64url'),
  };
};
