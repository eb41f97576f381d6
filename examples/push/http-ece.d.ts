declare module 'http_ece' {
  import type { ECDH } from 'node:crypto';

  /** Decrypts a body of content encoding aes128gcm (RFC 8188). Throws if it does not authenticate. */
  export function decrypt(
    body: Buffer,
    params: { version: 'aes128gcm'; privateKey: ECDH; authSecret: string },
  ): Buffer;
}
