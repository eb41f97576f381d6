import { describe, expectTypeOf, it } from 'vitest';
import {
  type ForeignStatusErrorCode,
  type ForeignVendor,
  fromForeignStatus,
} from '../../src/foreign/index.js';
import type { CampaignStatus } from '../../src/lifecycle/index.js';

describe('fromForeignStatus', () => {
  it('takes a vendor that is known here, and any string of it', () => {
    expectTypeOf<ForeignVendor>().toEqualTypeOf<'pushpushgo' | 'klaviyo' | 'mailchimp'>();
    expectTypeOf(fromForeignStatus('klaviyo', 'Sent' as string)).toEqualTypeOf<CampaignStatus>();
    // @ts-expect-error: not a vendor that is known here
    fromForeignStatus('acme', 'sent');
    // @ts-expect-error: not a string
    fromForeignStatus('klaviyo', 3);
  });

  it('refuses with one of three codes', () => {
    expectTypeOf<ForeignStatusErrorCode>().toEqualTypeOf<
      'unknown-vendor' | 'unknown-foreign-status' | 'no-counterpart'
    >();
  });
});
