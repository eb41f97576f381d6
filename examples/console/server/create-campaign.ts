import { createHash, randomBytes } from 'node:crypto';
import type { CampaignRecord, Campaigns } from 'campaign-machine/service';
import type { NewCampaign } from '../api.js';
import { audienceKeyOf, type CampaignData, dataOf } from './campaign-data.js';
import type { LocalEndpoint } from './local-endpoint.js';
import { operator } from './operator.js';
import { invalidField, Refusal } from './problems.js';
import { readSubscriptions } from './read-subscriptions.js';
import type { StoredSubscriptions } from './stored-subscriptions.js';

export interface CreateCampaignOptions {
  readonly campaigns: Campaigns;
  readonly subscriptions: Pick<StoredSubscriptions, 'store'>;
  readonly endpoint: Pick<LocalEndpoint, 'origin'>;
}

/** What fits into one message: 4,096 bytes, less what the encryption adds (RFC 8291, section 4). */
const messageMaxBytes = 3_993;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The same key names the same campaign, so that a repeated request finds what the first one made. */
const idFor = (key: string | undefined): string =>
  `c-${key === undefined ? randomBytes(8).toString('hex') : sha256(key).slice(0, 16)}`;

const checkFits = (campaignId: string, { title, body }: NewCampaign): void => {
  const size = Buffer.byteLength(JSON.stringify({ campaignId, title, body }));
  if (size <= messageMaxBytes) return;
  const expected = `Expected a message of at most ${messageMaxBytes} bytes`;
  throw invalidField('/body', `${expected}; with its title it has ${size}.`);
};

const checkSame = (found: CampaignRecord, fingerprint: string): CampaignRecord => {
  if (dataOf(found)?.fingerprint === fingerprint) return found;
  throw new Refusal('idempotency-key-reused');
};

/**
 * Makes a campaign, and schedules it if that was asked for. Died in between, the same request with the
 * same key goes on where the first one stopped.
 */
export const createCampaign = async (
  { campaigns, subscriptions, endpoint }: CreateCampaignOptions,
  wanted: NewCampaign,
  key: string | undefined,
): Promise<string> => {
  const { title, body, audience, schedule } = wanted;
  const id = idFor(key);
  const fingerprint = sha256(JSON.stringify(wanted));
  const named = (suffix: string) => (key === undefined ? {} : { commandId: `${key}${suffix}` });

  const store = async (): Promise<number> => {
    if (audience.kind === 'generated') return audience.size;
    const read = await readSubscriptions(audience, endpoint.origin());
    // Before the campaign: one that is there has its audience. Left over by a crash, it harms nobody.
    subscriptions.store(audienceKeyOf(id, { fingerprint }), read);
    return read.length;
  };

  checkFits(id, wanted);
  const before = await campaigns.context.store.read(id);
  if (before) checkSame(before, fingerprint);
  else {
    const source = audience.kind;
    const data: CampaignData = { title, body, audience: await store(), source, fingerprint };
    const made = await campaigns.create({ id, data, by: operator, ...named('') });
    checkSame(made, fingerprint);
  }
  if (schedule) {
    const at = schedule.at === undefined ? {} : { at: new Date(schedule.at) };
    await campaigns.schedule(id, { by: operator, ...at, ...named('/schedule') });
  }
  return id;
};
