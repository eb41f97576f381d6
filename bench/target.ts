/** What has to hold, and whether it did in this run. A bench that misses one exits with 1. */
export interface Target {
  readonly claim: string;
  readonly measured: string;
  readonly isReached: boolean;
}

/** One line of a Markdown list for each target. */
export const describeTargets = (targets: readonly Target[]): string =>
  targets
    .map(({ claim, measured, isReached }) => {
      const outcome = isReached ? 'reached' : '**missed**';
      return `- ${claim}: ${outcome}, ${measured}`;
    })
    .join('\n');
