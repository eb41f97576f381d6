/** Something that cancels campaigns one after the other and stores it durably each time. */
export interface CancelSubject {
  /** Makes campaigns that can be cancelled. */
  prepare(ids: readonly string[]): Promise<void>;
  /** Resolves when the cancel is on the disk, with who and why. */
  cancel(id: string, by: string, reason: string): Promise<void>;
  close(): void | Promise<void>;
}
