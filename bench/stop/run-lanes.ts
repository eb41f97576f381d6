/** Keeps so many lanes busy as long as `goesOn` says so; asked before every single hand-over. */
export const runLanes = async (
  lanes: number,
  recipients: number,
  send: () => Promise<void>,
  goesOn: () => boolean,
): Promise<void> => {
  let next = 0;
  const lane = async () => {
    while (next < recipients && goesOn()) {
      next += 1;
      await send();
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
};
