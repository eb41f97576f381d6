import type { PgValue } from './session.js';

/** Values of a statement that is put together, and the `$n` that stand for them. */
export interface Placeholders {
  readonly values: PgValue[];
  /** Binds a value: what stands for it in the text. */
  bind(value: PgValue): string;
}

export const createPlaceholders = (): Placeholders => {
  const values: PgValue[] = [];
  return {
    values,
    bind: (value) => `$${values.push(value)}`,
  };
};
