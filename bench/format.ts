import type { Spread } from './spread.js';

const threeDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const signed = new Intl.NumberFormat('en', { maximumSignificantDigits: 3, signDisplay: 'always' });

/** `12.3 ns` or `4.56 µs`: three digits, because more would only be noise. */
export const formatTime = (nanoseconds: number): string =>
  nanoseconds < 1e3
    ? `${threeDigits.format(nanoseconds)} ns`
    : `${threeDigits.format(nanoseconds / 1e3)} µs`;

/** `0.234 ms`. */
export const formatMilliseconds = (nanoseconds: number): string =>
  `${threeDigits.format(nanoseconds / 1e6)} ms`;

/** `1,230 ×`. */
export const formatFactor = (factor: number): string => `${threeDigits.format(factor)} ×`;

/** `+12.3 kB` or `-4,560 kB`: what memory grew by, or shrank. */
export const formatGrowth = (bytes: number): string => `${signed.format(bytes / 1e3)} kB`;

/** The median, with the extremes of the rounds behind it: `12.3 ns (11.9 ns to 14 ns)`. */
export const formatSpread = (
  { median, least, most }: Spread,
  format: (value: number) => string,
): string => `${format(median)} (${format(least)} to ${format(most)})`;
