/** What was handed over after somebody in this program asked for the cancel. */
export interface AfterCancelCall {
  readonly begun: number;
  /** From the call to the last hand-over that began; 0 if none did. */
  readonly lastAfterMs: number;
}

/** Counts the hand-overs of one campaign and tells when the cancel is due. */
export interface HandOvers {
  /** To be called with every hand-over that begins. */
  begin(): void;
  /** Looks whether the cancel is due already: before the first hand-over, or after a restart. */
  look(): void;
  /** To be called when the cancel is asked for. */
  cancelCalled(): void;
  afterCancelCall(): AfterCancelCall | undefined;
}

/** @param before how many were handed over by earlier starts of the program */
export const countHandOvers = (
  before: number,
  cancelAfter: number | null,
  cancel: () => void,
): HandOvers => {
  let count = before;
  let calledAt: number | undefined;
  let [begun, lastAfterMs] = [0, 0];
  const look = () => {
    if (cancelAfter !== null && count >= cancelAfter && calledAt === undefined) cancel();
  };
  return {
    look,
    begin() {
      count += 1;
      if (calledAt !== undefined) {
        begun += 1;
        lastAfterMs = performance.now() - calledAt;
      }
      look();
    },
    cancelCalled() {
      calledAt ??= performance.now();
    },
    afterCancelCall: () => (calledAt === undefined ? undefined : { begun, lastAfterMs }),
  };
};
