import webPush, { type VapidKeys } from 'web-push';

/** web-push makes tokens that are valid for 12 hours; an old one is replaced long before that. */
const tokenAgeMaxMs = 60 * 60 * 1000;

const subject = 'mailto:demo@campaign-machine.example';

/**
 * Makes the function that gives the `Authorization` header for an endpoint. A token is signed once for
 * each push service and hour and used again, as RFC 8292, section 5, asks of senders: signing is
 * the dearest part of a message.
 */
export const createVapidSigner = ({ publicKey, privateKey }: VapidKeys) => {
  const tokens = new Map<string, { readonly header: string; readonly madeAt: number }>();

  return (endpoint: string): string => {
    const { origin } = new URL(endpoint);
    const known = tokens.get(origin);
    if (known && Date.now() - known.madeAt < tokenAgeMaxMs) return known.header;
    const { Authorization: header } = webPush.getVapidHeaders(
      origin,
      subject,
      publicKey,
      privateKey,
      webPush.supportedContentEncodings.AES_128_GCM,
    );
    tokens.set(origin, { header, madeAt: Date.now() });
    return header;
  };
};
