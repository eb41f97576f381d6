/** Both orders one after the other, and both at once in both orders. */
export const orders = [
  { isReversed: false, isConcurrent: false },
  { isReversed: false, isConcurrent: true },
  { isReversed: true, isConcurrent: false },
  { isReversed: true, isConcurrent: true },
];

/** Has two acts meet in one of these orders. */
export const race = async (
  { isReversed, isConcurrent }: (typeof orders)[number],
  one: () => Promise<unknown>,
  two: () => Promise<unknown>,
): Promise<void> => {
  const [first, second] = isReversed ? [two, one] : [one, two];
  if (isConcurrent) await Promise.all([first(), second()]);
  else for (const act of [first, second]) await act();
};
