import { expect } from 'vitest';
import type { CommandAnswer, Problem } from '../../../examples/console/api.js';

/** The body of an answer, whose shape was held to the description before. */
export const read = async <Body>(response: Response): Promise<Body> =>
  (await response.json()) as Body;

/** The problem that a refused request is answered with. */
export const refused = async (response: Response, status: number): Promise<Problem> => {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return read(response);
};

/** What a command came to. */
export const answered = async (response: Response): Promise<CommandAnswer> => {
  expect(response.status).toBe(200);
  return read(response);
};

export const tomorrow = (): number => Date.now() + 86_400_000;
