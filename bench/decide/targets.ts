import { formatFactor, formatGrowth, formatSpread } from '../format.js';
import type { Target } from '../target.js';
import type { Growth } from './measure-growth.js';
import { type Round, ratioOf } from './rounds.js';

const slowerThanSwitchMax = 4;
const fasterThanXStateMin = 500;
/** Far below the 8 bytes that a single reference kept per call would take. */
const heapBytesPerCallMax = 0.1;

/** The targets of `npm run bench`. */
export const decideTargets = (rounds: readonly Round[], growth: Growth): readonly Target[] => {
  const againstSwitch = ratioOf(rounds, 'decide', 'hand-written-switch');
  const againstXState = ratioOf(rounds, 'xstate-transition', 'decide');
  const heap = formatGrowth(growth.heapBytes);
  const resident = formatGrowth(growth.rssBytes);
  return [
    {
      claim: `\`decide\` takes at most ${slowerThanSwitchMax} times as long as the switch`,
      measured: formatSpread(againstSwitch, formatFactor),
      isReached: againstSwitch.median <= slowerThanSwitchMax,
    },
    {
      claim: `XState's \`transition\` takes at least ${fasterThanXStateMin} times as long as \`decide\``,
      measured: formatSpread(againstXState, formatFactor),
      isReached: againstXState.median >= fasterThanXStateMin,
    },
    {
      claim: `the heap is flat over ${growth.calls.toLocaleString('en')} calls of \`decide\``,
      measured: `${heap} (resident memory ${resident})`,
      isReached: growth.heapBytes <= growth.calls * heapBytesPerCallMax,
    },
  ];
};
