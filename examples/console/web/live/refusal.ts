import type { CampaignStatus } from 'campaign-machine/lifecycle';
import type { Problem } from '../../api.js';

/**
 * What became of a request that was not granted. It carries the members of the server's `Problem`,
 * among them `currentStatus`, which is what the buttons follow.
 */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly currentStatus: CampaignStatus | undefined;
  readonly errors: NonNullable<Problem['errors']>;

  constructor({ status, code, detail, currentStatus, errors }: Omit<Problem, 'type' | 'title'>) {
    super(detail);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.currentStatus = currentStatus;
    this.errors = errors ?? [];
  }
}

/** A refusal of whatever was thrown, so that there is always a sentence to show. */
export const refusalOf = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error;
  const isLate = error instanceof DOMException && error.name === 'TimeoutError';
  return isLate
    ? new Refusal({ status: 0, code: 'timeout', detail: 'The server did not answer in time.' })
    : new Refusal({ status: 0, code: 'unreachable', detail: 'The server cannot be reached.' });
};
