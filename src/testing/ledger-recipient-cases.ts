import type { Recipient } from '../service/recipient-ledger.js';
import type { CaseBody } from './conformance-case.js';
import { expectEqual, expectPart, expectRefusal } from './expect.js';
import { sendingCampaign } from './make-campaigns.js';
import { audienceOf, claimedBy, leaseOn, people, writeAudience } from './make-deliveries.js';
import { ordinaryTexts, unusualTexts } from './texts.js';

const byId = (a: Recipient, b: Recipient) => (a.id < b.id ? -1 : 1);

/** What recipients may be, and that they stay what they are. */
export const ledgerRecipientCases: readonly CaseBody[] = [
  {
    name: 'recipients are kept as they are, and nobody can reach into them',
    run: async (system) => {
      const id = await sendingCampaign(system);
      const lease = await leaseOn(system, id);
      const given = ordinaryTexts.map((text) => ({
        id: text,
        endpoint: `https://push.example/${text}`,
        keys: { p256dh: text, list: [1, null, { deep: true }] },
      }));
      const expected = structuredClone(given).sort(byId);
      await writeAudience(system, lease, [given.slice(0, 9), given.slice(9)]);
      for (const recipient of given) recipient.keys.list.push('changed' as never);
      expectEqual((await claimedBy(system, lease)).sort(byId), expected, 'what is claimed');
    },
  },
  {
    name: 'recipients of one chunk are claimed in their order',
    run: async (system) => {
      const id = await sendingCampaign(system);
      const lease = await leaseOn(system, id);
      const ids = Array.from({ length: 25 }, (_, index) => `r${index}`);
      await writeAudience(system, lease, [people(...ids)]);
      const found = await claimedBy(system, lease);
      expectEqual(
        found.map((each) => each.id),
        ids,
        'those who are claimed',
      );
    },
  },
  {
    name: 'a chunk with a recipient that JSON would change, or without an id, is refused as a whole',
    run: async (system) => {
      const { ledger } = system;
      const id = await sendingCampaign(system);
      const lease = await leaseOn(system, id);
      await ledger.ownAudience(lease);
      const bad = [
        { id: 'b', at: new Date(0) },
        { id: 'b', n: 1n },
        { id: 'b', n: Number.NaN },
        {},
        { id: 7 },
        null,
      ];
      for (const recipient of bad) {
        const chunk = [{ id: 'a' }, recipient] as Recipient[];
        const refused = { code: 'invalid-recipient' };
        await expectRefusal(() => ledger.append(lease, chunk), 'such a chunk', refused);
      }
      expectPart(await audienceOf(system, id), { size: 0 }, 'the audience');
      expectEqual(await ledger.append(lease, people('a')), 'appended', 'a good one, after that');
    },
  },
  {
    name: 'a recipient whose id a database may not take is stored exactly or refused',
    run: async (system) => {
      const { ledger } = system;
      const id = await sendingCampaign(system);
      const lease = await leaseOn(system, id);
      await ledger.ownAudience(lease);
      const stored: string[] = [];
      for (const text of unusualTexts) {
        const answer = await ledger.append(lease, people(text)).catch(() => 'refused');
        if (answer === 'appended') stored.push(text);
      }
      const found = (await claimedBy(system, lease)).map((each) => each.id);
      expectEqual(found.sort(), stored.sort(), 'those who are claimed');
    },
  },
];
