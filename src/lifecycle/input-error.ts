const shownMax = 60;

/** What came, for the message: short, and without running any code of the value's own. */
const show = (input: unknown): string => {
  if (Object(input) === input) return typeof input;
  const text = typeof input === 'string' ? JSON.stringify(input) : String(input);
  return text.length > shownMax ? `${text.slice(0, shownMax)}...` : text;
};

/** The stable codes of {@link CampaignInputError} thrown by this entry. */
export type CampaignInputErrorCode = 'unknown-status' | 'unknown-event';

/**
 * Input that is not what was expected: a programmer's or a caller's mistake, never a rejection.
 * Nothing was changed. Programs look at `code` (or at `name`, where several copies of the package
 * may be loaded); the message says what was expected and what came, and is for people.
 */
export class CampaignInputError<Code extends string = CampaignInputErrorCode> extends Error {
  override readonly name = 'CampaignInputError';
  /** Stable, one of a closed set: what kind of input it was. */
  readonly code: Code;

  constructor(code: Code, expected: string, input: unknown) {
    super(`Expected exactly ${expected}; got ${show(input)}. Nothing was changed.`);
    this.code = code;
  }
}
