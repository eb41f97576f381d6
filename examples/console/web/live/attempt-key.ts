/**
 * A new command id. By hand, because `crypto.randomUUID` is missing where the page does not come over
 * https or from this machine.
 */
export const newAttemptKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');

/** Gives the same key for the same request until it is told that an answer came. */
export const createAttempt = () => {
  let current: { readonly request: string; readonly key: string } | undefined;
  return {
    keyFor: (request: unknown): string => {
      const text = JSON.stringify(request);
      if (current?.request !== text) current = { request: text, key: newAttemptKey() };
      return current.key;
    },
    answered: (): void => {
      current = undefined;
    },
  };
};
