/** An adapter does not keep its port's contract. The message says what was expected and what came. */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError';
}

const shownMax = 300;

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isSame = (actual: unknown, expected: unknown): boolean => {
  if (!isObject(actual) || !isObject(expected)) return Object.is(actual, expected);
  if (Array.isArray(actual) !== Array.isArray(expected)) return false;
  const keys = Object.keys(expected);
  return (
    keys.length === Object.keys(actual).length &&
    keys.every((key) => Object.hasOwn(actual, key) && isSame(actual[key], expected[key]))
  );
};

/** Both are the same JSON value, key order aside. */
export const expectEqual = (actual: unknown, expected: unknown, what: string): void => {
  if (isSame(actual, expected)) return;
  throw new ConformanceError(`${what}: expected ${show(expected)}; got ${show(actual)}.`);
};

/** The value has at least these properties, each the same JSON value. */
export const expectPart = (actual: unknown, expected: object, what: string): void => {
  const part = isObject(actual)
    ? Object.fromEntries(Object.keys(expected).map((key) => [key, actual[key]]))
    : actual;
  expectEqual(part, expected, what);
};

/** The condition holds. */
export const expectThat = (holds: boolean, what: string): void => {
  if (!holds) throw new ConformanceError(`${what}: expected it to hold; it does not.`);
};

/** There is a value, and here it is. */
export const expectFound = <Value>(value: Value | null | undefined, what: string): Value => {
  if (value === null || value === undefined) {
    throw new ConformanceError(`${what}: expected to find it; got ${value}.`);
  }
  return value;
};

const rejectionOf = async (work: () => Promise<unknown>, what: string): Promise<Error> => {
  let value: unknown;
  try {
    value = await work();
  } catch (error) {
    if (error instanceof Error) return error;
    throw new ConformanceError(`${what}: expected an Error to be thrown; got ${show(error)}.`);
  }
  throw new ConformanceError(`${what}: expected it to be refused; got ${show(value)}.`);
};

/** The promise rejects with an error, with this code and this text in its message if they are given. */
export const expectRefusal = async (
  work: () => Promise<unknown>,
  what: string,
  { code, includes }: { readonly code?: string; readonly includes?: string } = {},
): Promise<void> => {
  const error = await rejectionOf(work, what);
  if (code !== undefined) {
    expectEqual((error as { readonly code?: unknown }).code, code, `${what}, the error's code`);
  }
  const isNamed = includes === undefined || error.message.includes(includes);
  expectThat(isNamed, `${what}, ${show(includes)} in the message ${show(error.message)}`);
};
