import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, vi } from 'vitest';

/** Whatever React has to say against what a test did, it says here. */
const complaints = () => vi.spyOn(console, 'error').mockImplementation(() => {});

/**
 * A suite for each way in which React may run components: once, or in its strict mode, which renders
 * everything twice and mounts it twice. No test in it may make React complain.
 */
export const describeInEachMode = (name: string, suite: () => void): void => {
  describe.each([
    { mode: 'strict', reactStrictMode: true },
    { mode: 'non-strict', reactStrictMode: false },
  ])(`${name} in $mode mode`, ({ reactStrictMode }) => {
    let complained: ReturnType<typeof complaints>;

    beforeEach(() => {
      configure({ reactStrictMode });
      vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
      complained = complaints();
    });

    afterEach(() => {
      cleanup();
      const { calls } = complained.mock;
      vi.restoreAllMocks();
      vi.unstubAllGlobals();
      expect(calls).toStrictEqual([]);
    });

    suite();
  });
};
