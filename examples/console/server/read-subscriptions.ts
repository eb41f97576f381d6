import { setImmediate } from 'node:timers/promises';
import { type CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import type { NewCampaign, PushSubscription } from '../api.js';
import { invalidField, Refusal } from './problems.js';
import { mayPostTo, storable } from './push-services.js';

type File = Extract<NewCampaign['audience'], { readonly kind: 'file' }>;

const pointer = '/audience/content';

/** So many mistakes are told at once. */
const errorsMax = 20;

/** Records that are looked at before something else may run: a few milliseconds. */
const recordsAtOnce = 1_000;

/** A record with what it is called in a message. */
interface Item {
  readonly place: string;
  readonly value: unknown;
}

const bytes = (length: number, what: string) =>
  z
    .string(`Expected ${what} in base64url.`)
    .refine(
      (text) => /^[\w-]+=*$/.test(text) && Buffer.from(text, 'base64url').length === length,
      `Expected ${what} in base64url, ${length} bytes.`,
    );

const subscription = z.object({
  endpoint: z.string('Expected a URL.'),
  keys: z.object({
    p256dh: bytes(65, 'a P-256 public key'),
    auth: bytes(16, 'an authentication secret'),
  }),
});

async function* readCsv(content: string): AsyncGenerator<Item> {
  const columns = { columns: true, bom: true, trim: true, skip_empty_lines: true, info: true };
  const parser = parse(content, { ...columns, max_record_size: 10_000 });
  for await (const { record, info } of parser) {
    const { endpoint, p256dh, auth } = record as Record<string, string>;
    yield { place: `line ${info.lines}`, value: { endpoint, keys: { p256dh, auth } } };
  }
}

function* readJson(content: string): Generator<Item> {
  const values: unknown = JSON.parse(content);
  if (!Array.isArray(values)) throw new SyntaxError('Expected an array of subscriptions.');
  for (const [index, value] of values.entries()) yield { place: `item ${index + 1}`, value };
}

/** A file that is not of its format at all. */
const unreadable = (format: File['format'], error: unknown): Refusal => {
  const why = (error as CsvError | SyntaxError).message;
  return invalidField(pointer, `The file cannot be read as ${format.toUpperCase()}: ${why}`);
};

const check = ({ place, value }: Item, localOrigin: string): PushSubscription | string => {
  const { data, error } = subscription.safeParse(value);
  const [issue] = error?.issues ?? [];
  if (!data) return `${place}, ${issue?.path.join('.')}: ${issue?.message}`;
  if (mayPostTo(data.endpoint, localOrigin)) return data;
  return `${place}, endpoint: Expected an https address of a browser's push service.`;
};

const collect = async (items: AsyncIterable<Item> | Iterable<Item>, localOrigin: string) => {
  const found = new Map<string, PushSubscription>();
  const mistakes: string[] = [];
  let count = 0;
  for await (const item of items) {
    count += 1;
    if (count % recordsAtOnce === 0) await setImmediate();
    const checked = check(item, localOrigin);
    if (typeof checked === 'string') mistakes.push(checked);
    else
      found.set(checked.endpoint, {
        ...checked,
        endpoint: storable(checked.endpoint, localOrigin),
      });
    if (mistakes.length === errorsMax) break;
  }
  return { subscriptions: [...found.values()], mistakes };
};

/**
 * The subscriptions in an uploaded file, each endpoint once. One mistake refuses the file as a whole:
 * a campaign that goes to a part of its audience would look like one that went to all.
 *
 * @throws Refusal that names the places
 */
export const readSubscriptions = async (
  { format, content }: File,
  localOrigin: string,
): Promise<readonly PushSubscription[]> => {
  const read = format === 'csv' ? readCsv : readJson;
  const { subscriptions, mistakes } = await collect(read(content), localOrigin).catch((error) => {
    throw unreadable(format, error);
  });
  if (mistakes.length > 0) {
    const errors = mistakes.map((detail) => ({ pointer, detail }));
    throw new Refusal('invalid-input', `The file has mistakes: ${mistakes[0]}`, { errors });
  }
  if (subscriptions.length > 0) return subscriptions;
  throw invalidField(pointer, 'Expected at least one subscription.');
};
