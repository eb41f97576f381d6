import { describe, expect, it } from 'vitest';
import { type ForeignVendor, fromForeignStatus } from '../../src/foreign/index.js';
import { CampaignInputError, type CampaignStatus } from '../../src/lifecycle/index.js';
import { disguisesOf } from '../lifecycle/disguises.js';

/** Every status that these systems document, by hand; `null` where we have nothing like it. */
const table: Record<ForeignVendor, readonly (readonly [string, CampaignStatus | null])[]> = {
  pushpushgo: [
    ['draft', 'draft'],
    ['ready', 'ready'],
    ['inqueue', 'ready'],
    ['sending', 'sending'],
    ['sent', 'sent'],
    ['stopped', 'cancelled'],
    ['deleted', null],
    ['failed', null],
    ['blocked', null],
  ],
  klaviyo: [
    ['Draft', 'draft'],
    ['Preparing to schedule', 'ready'],
    ['Scheduled', 'ready'],
    ['Queued without Recipients', 'ready'],
    ['Adding Recipients', 'sending'],
    ['Preparing to send', 'sending'],
    ['Sending', 'sending'],
    ['Sending Segments', 'sending'],
    ['Variations Sent', 'sending'],
    ['Sent', 'sent'],
    ['Cancelled', 'cancelled'],
    ['Cancelled: Account Disabled', 'cancelled'],
    ['Cancelled: Internal Error', 'cancelled'],
    ['Cancelled: No Recipients', 'cancelled'],
    ['Cancelled: Smart Sending', 'cancelled'],
    ['Unknown', null],
  ],
  mailchimp: [
    ['save', 'draft'],
    ['schedule', 'ready'],
    ['sending', 'sending'],
    ['sent', 'sent'],
    ['canceling', 'cancelled'],
    ['canceled', 'cancelled'],
    ['paused', null],
    ['archived', null],
  ],
};

const rows = Object.entries(table).flatMap(([vendor, statuses]) =>
  statuses.map(([foreign, ours]) => ({ vendor: vendor as ForeignVendor, foreign, ours })),
);
const vendors = Object.keys(table) as ForeignVendor[];
const disguises = vendors.flatMap((vendor) =>
  disguisesOf('sending')
    // Words that are disguises elsewhere and the vendor's own here.
    .filter(({ value }) => !rows.some((row) => row.vendor === vendor && row.foreign === value))
    .map((disguise) => ({ ...disguise, vendor })),
);

const errorOf = (vendor: unknown, status: unknown) => {
  try {
    fromForeignStatus(vendor as ForeignVendor, status as string);
  } catch (error) {
    if (error instanceof CampaignInputError) return error;
    throw error;
  }
  throw new Error('No error came.');
};

describe('fromForeignStatus', () => {
  it.each(rows.filter(({ ours }) => ours !== null))(
    'takes $foreign of $vendor for $ours',
    ({ vendor, foreign, ours }) => {
      expect(fromForeignStatus(vendor, foreign)).toBe(ours);
    },
  );

  it.each(rows.filter(({ ours }) => ours === null))(
    'refuses $foreign of $vendor, which has no counterpart here',
    ({ vendor, foreign }) => {
      const error = errorOf(vendor, foreign);
      expect(error.code).toBe('no-counterpart');
      expect(error.message).toContain(`got "${foreign}".`);
    },
  );

  it.each(disguises)('refuses $name as a status of $vendor', ({ vendor, value, shown }) => {
    const error = errorOf(vendor, value);
    expect(error.code).toBe('unknown-foreign-status');
    expect(error.message).toContain(`got ${shown}.`);
  });

  it.each(disguisesOf('pushpushgo'))('refuses $name as a vendor', ({ value, shown }) => {
    const error = errorOf(value, 'sending');
    expect(error.code).toBe('unknown-vendor');
    expect(error.message).toBe(
      `Expected exactly one of pushpushgo, klaviyo, mailchimp; got ${shown}. Nothing was changed.`,
    );
  });

  it('says which statuses it would have taken', () => {
    expect(errorOf('mailchimp', 'paused').message).toBe(
      'Expected exactly a mailchimp status out of save, schedule, sending, sent, canceling, ' +
        'canceled; got "paused". Nothing was changed.',
    );
  });
});
