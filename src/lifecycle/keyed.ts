/**
 * An object with these keys and no prototype: looking up `'__proto__'` or `'constructor'` in it finds
 * nothing. Callers check `typeof key === 'string'` first, since anything else is turned into a string.
 */
export const keyed = <Key extends string, Value>(
  keys: readonly Key[],
  valueFor: (key: Key) => Value,
): Readonly<Record<Key, Value>> => {
  const record: Record<Key, Value> = Object.create(null);
  for (const key of keys) record[key] = valueFor(key);
  return Object.freeze(record);
};
