import type { PushSubscription } from '../../api.js';

/** A chosen file, with what can be said about it before the server has looked at it. */
export interface FilePreview {
  readonly name: string;
  readonly format: 'csv' | 'json';
  readonly content: string;
  /** The endpoints of the first few. */
  readonly first: readonly string[];
  /** How many seem to be in it. */
  readonly count: number;
}

/** As much as the server takes. */
const bytesMax = 20 * 1024 * 1024;
const firstMax = 4;
/** More than enough text for the first few. */
const sampleLength = 32_768;

const previewJson = (content: string) => {
  const all: unknown = JSON.parse(content);
  if (!Array.isArray(all)) throw new Error('a JSON file is an array of subscriptions');
  const first = all.slice(0, firstMax) as readonly Partial<PushSubscription>[];
  return { first: first.map((each) => String(each?.endpoint ?? '?')), count: all.length };
};

const previewCsv = async (content: string) => {
  const { parse } = await import('csv-parse/browser/esm/sync');
  const records: readonly Record<string, string>[] = parse(content.slice(0, sampleLength), {
    columns: true,
    bom: true,
    trim: true,
    skip_empty_lines: true,
    to: firstMax,
  });
  const [record] = records;
  if (!record || !('endpoint' in record)) {
    throw new Error('a CSV file has the columns endpoint, p256dh and auth');
  }
  const lines = content.match(/[^\r\n]+/g)?.length ?? 0;
  return { first: records.map(({ endpoint }) => endpoint ?? '?'), count: lines - 1 };
};

/**
 * Reads a file that somebody chose.
 *
 * @throws Error whose message says what the file should have been
 */
export const readFilePreview = async (file: File): Promise<FilePreview> => {
  if (file.size > bytesMax) throw new Error('The file is larger than 20 MB.');
  const content = await file.text();
  const format = /\.json$/i.test(file.name) ? 'json' : 'csv';
  try {
    const preview = format === 'json' ? previewJson(content) : await previewCsv(content);
    return { name: file.name, format, content, ...preview };
  } catch (error) {
    throw new Error(`The file cannot be read: ${error instanceof Error ? error.message : error}.`);
  }
};
