const copy = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(copy));
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  // `fromEntries` defines properties, so a key named __proto__ stays a key.
  return Object.freeze(Object.fromEntries(entries.map(([key, part]) => [key, copy(part)])));
};

/**
 * A deeply frozen copy of a JSON value: neither who gave it nor who gets it can change what is
 * stored. What JSON would leave out is left out.
 */
export const frozenCopy = <Value>(value: Value): Value => copy(value) as Value;
