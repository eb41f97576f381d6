import type { Patch } from '../../subject/load-subject.js';

/** A rule, the code without it, and where its absence shows. */
export interface Sabotage {
  readonly name: string;
  /** What the guard is there for. */
  readonly rule: string;
  /** Usually one; more where the same rule is held in two places and each of them is enough. */
  readonly patches: readonly Patch[];
  /** The scenario in which exploring finds out. */
  readonly scenario: string;
  /** The promise that is broken first; and those that would be, if nobody looked at any other. */
  readonly breaks: readonly [string, ...string[]];
}
