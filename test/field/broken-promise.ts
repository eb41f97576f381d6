/** What a row of the field notes promises does not hold. */
export class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise';
}

/** Complains if it does not hold; `promised` says in words what should. */
export function holds(condition: boolean, promised: string): asserts condition {
  if (!condition) throw new BrokenPromise(`Promised: ${promised}.`);
}

/** Complains if the two are not the same JSON. */
export const same = (found: unknown, expected: unknown, promised: string): void => {
  const [foundText, expectedText] = [JSON.stringify(found), JSON.stringify(expected)];
  holds(foundText === expectedText, `${promised}; expected ${expectedText}, found ${foundText}`);
};
