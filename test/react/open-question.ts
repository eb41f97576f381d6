import { act } from '@testing-library/react';
import { vi } from 'vitest';
import { settled } from '../control/settled.js';

/** A server that thinks about it: `onSend` waits for the test to answer. */
export const createOpenQuestion = () => {
  let resolve: (answer: unknown) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const onSend = vi.fn(
    () =>
      new Promise((onResolve, onReject) => {
        resolve = onResolve;
        reject = onReject;
      }),
  );
  const answer = (value: unknown) =>
    act(async () => {
      resolve(value);
      await settled();
    });
  const fail = (error: unknown) =>
    act(async () => {
      reject(error);
      await settled();
    });
  return { onSend, answer, fail };
};
