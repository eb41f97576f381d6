import { CampaignInputError } from '../lifecycle/index.js';

/** The stable codes of the `CampaignInputError` that the service throws. */
export type ServiceInputErrorCode =
  | 'invalid-campaign-id'
  | 'invalid-command-id'
  | 'command-id-reused'
  | 'invalid-text'
  | 'invalid-time'
  | 'invalid-data'
  | 'invalid-number'
  | 'invalid-recipient';

const refuse = (code: ServiceInputErrorCode, expected: string, input: unknown): never => {
  throw new CampaignInputError<ServiceInputErrorCode>(code, expected, input);
};

const idLengthMax = 512;
const textLengthMax = 10_000;

const isText = (input: unknown, lengthMax: number): input is string =>
  // NUL cannot be stored by every database, and text of any length would make the audit trail one.
  typeof input === 'string' && input.length <= lengthMax && !input.includes('\0');

const checkId = (code: ServiceInputErrorCode, what: string, input: unknown): string =>
  isText(input, idLengthMax) && input !== ''
    ? input
    : refuse(code, `a ${what} of 1 to ${idLengthMax} characters without NUL`, input);

/** A campaign's id: any text of 1 to 512 characters without NUL. */
export const checkCampaignId = (input: unknown): string =>
  checkId('invalid-campaign-id', 'campaign id', input);

/** A command's id, under the same rule. */
export const checkCommandId = (input: unknown): string =>
  checkId('invalid-command-id', 'command id', input);

/** `by` and `reason`: at most 10,000 characters; nothing is cut off silently. */
export const checkText = (what: string, input: unknown): string | null => {
  if (input === undefined || input === null) return null;
  if (isText(input, textLengthMax)) return input;
  return refuse(
    'invalid-text',
    `${what} of at most ${textLengthMax} characters without NUL`,
    input,
  );
};

/** A valid Date, as ms since the epoch. */
export const checkTime = (input: unknown): number => {
  const at = input instanceof Date ? input.getTime() : Number.NaN;
  return Number.isNaN(at) ? refuse('invalid-time', 'a valid Date as { at }', input) : at;
};

/** The embedder's data: what JSON can carry, and what it will be when it is read again. */
export const checkData = (input: unknown): unknown => {
  if (input === undefined) return null;
  try {
    const json = JSON.stringify(input);
    if (json !== undefined) return JSON.parse(json);
  } catch {
    // A cycle or a bigint: refused below like everything else that JSON cannot carry.
  }
  return refuse('invalid-data', 'data that JSON can carry', input);
};

/** A whole number in a range, with its default. */
export const checkNumber = (
  what: string,
  input: number | undefined,
  range: { readonly min: number; readonly max: number; readonly otherwise: number },
): number => {
  if (input === undefined) return range.otherwise;
  if (Number.isInteger(input) && input >= range.min && input <= range.max) return input;
  return refuse(
    'invalid-number',
    `${what} as a whole number from ${range.min} to ${range.max}`,
    input,
  );
};

/** A recipient with an id. */
export const checkRecipient = <R extends { readonly id: string }>(input: R): R => {
  const id: unknown = (input as { readonly id?: unknown } | null | undefined)?.id;
  if (isText(id, idLengthMax) && id !== '') return input;
  const expected = `recipients with an id of 1 to ${idLengthMax} characters without NUL`;
  return refuse('invalid-recipient', expected, id ?? input);
};
