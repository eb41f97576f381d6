import type { Subject } from '../subject/load-subject.js';
import type { GuardRemoval } from './guard-removal.js';

/** A failure that others had, and how it is known not to happen here. */
export interface FieldRow {
  readonly id: `F${number}`;
  /** Whose issue, review or code. */
  readonly seenIn: string;
  readonly failure: string;
  /** What keeps it from happening. */
  readonly guard: string;
  /** Plays it; throws `BrokenPromise` where it happens. */
  readonly scenario: (subject: Subject) => Promise<void>;
  /** Without the guard the scenario fails. */
  readonly sabotage: GuardRemoval;
}
