import type { z } from 'zod';
import { Refusal } from './problems.js';

/** So many mistakes are told at once. */
const errorsMax = 20;

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** What a schema did not take, field by field. */
export const refusalOfInput = ({ issues }: z.ZodError): Refusal => {
  const errors = issues
    .slice(0, errorsMax)
    .map(({ path, message }) => ({ pointer: pointerOf(path), detail: message }));
  const [first] = errors;
  return new Refusal('invalid-input', `${first?.pointer}: ${first?.detail}`, { errors });
};
