import { CampaignInputError } from 'campaign-machine';
import { CampaignNotFoundError } from 'campaign-machine/service';
import { SqliteAdapterError } from 'campaign-machine/sqlite';
import { HTTPException } from 'hono/http-exception';
import { invalidField, Refusal } from './problems.js';

/** Where in a request is what the service could not understand. */
const pointers: Readonly<Record<string, string>> = {
  'invalid-cursor': '/after',
  'invalid-campaign-id': '/id',
  'invalid-command-id': '/Idempotency-Key',
  'invalid-text': '/reason',
  'invalid-time': '/at',
};

const ofInputError = ({ code, message }: CampaignInputError<string>): Refusal => {
  if (code === 'command-id-reused') return new Refusal('idempotency-key-reused');
  const pointer = pointers[code];
  return pointer === undefined
    ? new Refusal('invalid-input', message)
    : invalidField(pointer, message);
};

/** What is answered for something thrown; `undefined` for what nobody foresaw. */
export const refusalOfError = (error: unknown): Refusal | undefined => {
  if (error instanceof Refusal) return error;
  if (error instanceof CampaignNotFoundError) {
    return new Refusal(
      'campaign-not-found',
      `There is no campaign ${JSON.stringify(error.campaignId)}.`,
    );
  }
  if (error instanceof CampaignInputError) return ofInputError(error);
  if (error instanceof SqliteAdapterError && error.code === 'busy') return new Refusal('busy');
  if (error instanceof HTTPException && error.status === 415) {
    return new Refusal('unsupported-media-type');
  }
  if (error instanceof HTTPException && error.status === 400) {
    return invalidField('', 'Expected a body that is valid JSON.');
  }
  return undefined;
};
