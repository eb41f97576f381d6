/** What was typed cannot be understood. The message is one line for the person who typed it. */
export class ArgumentError extends Error {}

/** Runs Node's parseArgs and turns what it throws into an {@link ArgumentError}. */
export const readable = <Result>(parse: () => Result): Result => {
  try {
    return parse();
  } catch (error) {
    // Node goes on to explain, over several lines, how to pass what is not an option here.
    const [firstSentence] = String((error as Error).message).split(/\.?(?:\s*\n|\. )/);
    const ours = 'takes a value, and none starts with a dash';
    throw new ArgumentError(`${firstSentence}.`.replace('argument is ambiguous', ours));
  }
};
