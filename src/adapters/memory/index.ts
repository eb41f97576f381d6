/**
 * Every port in memory, for tests and examples; it can fail on purpose.
 *
 * @packageDocumentation
 */

export { createMemory, type Memory, type MemoryOptions } from './create-memory.js';
export { LostAnswerError, type MemoryFaults, type MemoryStep } from './memory-faults.js';
export type { MemorySnapshot } from './memory-state.js';
export { type MemoryTx, TransactionConflictError } from './transaction.js';
