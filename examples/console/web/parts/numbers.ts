const whole = new Intl.NumberFormat('en');
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const share = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

/** `50,000` */
export const formatCount = (count: number): string => whole.format(count);

/** `50K`, where there is little room. */
export const formatShort = (count: number): string => compact.format(count);

/** `8.2%`. Not 100% before it is all of it, nor 0% once it is some of it. */
export const formatShare = (part: number, all: number): string => {
  if (all === 0 || part === 0) return '0%';
  const exact = part / all;
  if (part === all) return '100%';
  return share.format(Math.min(0.999, Math.max(0.001, exact)));
};

/** `1 message`, `2 messages` */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
