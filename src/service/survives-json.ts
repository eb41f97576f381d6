// Deeper than this is a cycle or close enough to one; a database's JSON functions stop about here too.
const depthMax = 100;

const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const survives = (value: unknown, depth: number): boolean => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      break;
    default:
      return false;
  }
  if (value === null) return true;
  if (depth === depthMax) return false;
  if (Array.isArray(value)) return value.every((item) => survives(item, depth + 1));
  // A property that is undefined reads the same when JSON has left it out.
  return (
    isPlain(value) &&
    Object.values(value).every((item) => item === undefined || survives(item, depth + 1))
  );
};

/**
 * Is this value the same after it was written as JSON and read again? Adapters ask before they store
 * an embedder's value, so that no adapter keeps what another would lose: dates, maps, class
 * instances, `NaN`, bigints, cycles, holes. Pure.
 */
export function survivesJson(value: unknown): boolean {
  return survives(value, 0);
}
