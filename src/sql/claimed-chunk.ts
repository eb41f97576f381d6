import { pendingPositions } from '../service/chunk.js';
import type { ClaimResult, Recipient } from '../service/recipient-ledger.js';

/** A chunk that was just taken, as its rows have it. */
export interface FreeChunk {
  readonly chunk: number;
  readonly states: string;
  readonly attempt: number;
  readonly recipients: string;
}

/** What whoever took it is told: those who are pending, in order. */
export const claimed = ({ chunk, states, attempt, recipients }: FreeChunk): ClaimResult => {
  const all = JSON.parse(recipients) as readonly Recipient[];
  const pending = pendingPositions(states).flatMap((position) => {
    const recipient = all[position];
    return recipient ? [{ position, recipient }] : [];
  });
  return { claim: { chunk, attempt, recipients: pending } };
};
