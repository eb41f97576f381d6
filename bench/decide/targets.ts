import { formatFactor, formatGrowth, formatMilliseconds, formatSpread } from '../format.js';
import type { Target } from '../target.js';
import type { Growth } from './measure-growth.js';
import { type Round, ratioOf, timeOf } from './rounds.js';

const slowerThanSwitchMax = 4;
const fasterThanXStateMin = 500;
/** Far below the 8 bytes that a single reference kept per call would take. */
const heapBytesPerCallMax = 0.1;

const listMsMax = 1;
const slowerThanByHandMax = 10;

/** What an overview page may take to decide its buttons. */
const listTargets = (rounds: readonly Round[]): readonly Target[] => {
  const byCan = timeOf(rounds, 'list by can');
  const againstHand = ratioOf(rounds, 'list by can', 'list by hand');
  return [
    {
      claim: `a list of 10,000 campaigns decides its buttons in under ${listMsMax} ms`,
      measured: formatSpread(byCan, formatMilliseconds),
      isReached: byCan.median < listMsMax * 1e6,
    },
    {
      claim: `that is at most ${slowerThanByHandMax} times the comparison written by hand`,
      measured: formatSpread(againstHand, formatFactor),
      isReached: againstHand.median <= slowerThanByHandMax,
    },
  ];
};

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
    ...listTargets(rounds),
  ];
};
