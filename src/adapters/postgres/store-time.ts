/**
 * The store's time in a statement. `parameter` is bound to `connection.clock()`, which is `null` where
 * the time is the server's own.
 */
export const storeTime = (parameter: string): string =>
  `coalesce(${parameter}::bigint, floor(extract(epoch from clock_timestamp()) * 1000)::bigint)`;
