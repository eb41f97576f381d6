/** The round step that cuts this range into at most so many parts. */
const stepFor = (range: number, partsMax: number, steps: readonly number[]): number => {
  const power = 10 ** Math.floor(Math.log10(range / partsMax));
  const rough = steps.find((step) => range / (step * power) <= partsMax);
  return (rough ?? 10) * power;
};

/** Round numbers from 0 up to the first that is at least `end`, which is more than 0. */
export const ticksTo = (end: number, partsMax: number): readonly number[] => {
  const step = Math.max(1, stepFor(end, partsMax, [1, 2, 5]));
  return Array.from({ length: Math.ceil(end / step) + 1 }, (_, index) => index * step);
};

/** Steps of time that people count in, in seconds. */
const timeSteps = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 86_400,
];

/** Round moments within a span, in milliseconds from its begin. */
export const timeTicks = (spanMs: number, partsMax: number): readonly number[] => {
  const seconds = spanMs / 1_000;
  const step =
    timeSteps.find((each) => seconds / each <= partsMax) ?? Math.ceil(seconds / partsMax);
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step * 1_000);
};
