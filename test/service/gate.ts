/** Something that is waited for until the test lets it happen. */
export interface Gate<Value = void> {
  readonly opened: Promise<Value>;
  open(value: Value): void;
}

/** A closed gate. */
export const createGate = <Value = void>(): Gate<Value> => {
  let open: (value: Value) => void = () => {};
  const opened = new Promise<Value>((resolve) => {
    open = resolve;
  });
  return { opened, open };
};

/** A promise that nobody ever settles. */
export const never = <Value = never>(): Promise<Value> => new Promise(() => {});
