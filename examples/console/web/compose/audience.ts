import type { NewCampaign } from '../../api.js';
import type { FilePreview } from './file-preview.js';

/** What a person has chosen as the audience. */
export interface Audience {
  readonly kind: 'generated' | 'file';
  /** As it was typed. */
  readonly size: string;
  readonly file: FilePreview | undefined;
}

/** At first: as many as are sent to within a short while. */
export const firstAudience: Audience = { kind: 'generated', size: '5000', file: undefined };

/** What to ask the server for. */
export const audienceOf = ({ kind, size, file }: Audience): NewCampaign['audience'] =>
  kind === 'generated'
    ? { kind, size: Number(size) }
    : { kind, format: file?.format ?? 'csv', content: file?.content ?? '' };

/** What is wrong with it, in one sentence. The server looks at all of it; this only saves the way. */
export const audienceError = ({ kind, size, file }: Audience): string | undefined => {
  if (kind === 'file') return file ? undefined : 'Choose a file.';
  const isFit = /^\d{1,7}$/.test(size) && Number(size) >= 1 && Number(size) <= 1_000_000;
  return isFit ? undefined : 'Choose a whole number from 1 to 1,000,000.';
};
