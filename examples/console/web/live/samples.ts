import type { Sample } from '../../api.js';

/** As many points as a plot can show. */
const samplesMax = 1_200;

/** The samples with one more; every other one is let go of when there are too many. */
export const withSample = (samples: readonly Sample[], next: Sample): readonly Sample[] => {
  if (next.at <= (samples.at(-1)?.at ?? 0)) return samples;
  const all = [...samples, next];
  return all.length > samplesMax ? all.filter((_, index) => index % 2 === 1) : all;
};

/** A rate is taken over this much time: short enough to be the present, long enough to be steady. */
const windowMs = 4_000;

const handedOver = ({ delivered, failed, inDoubt }: Sample): number => delivered + failed + inDoubt;

/** Messages a second over the last few seconds; `undefined` where that cannot be said. */
export const rateOf = (samples: readonly Sample[]): number | undefined => {
  const last = samples.at(-1);
  if (!last) return undefined;
  const first = samples.find(({ at }) => at >= last.at - windowMs) ?? last;
  const seconds = (last.at - first.at) / 1_000;
  return seconds > 0 ? (handedOver(last) - handedOver(first)) / seconds : undefined;
};
