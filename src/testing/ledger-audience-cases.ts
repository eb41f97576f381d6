import type { Recipient } from '../service/recipient-ledger.js';
import type { CaseBody, TestSystem } from './conformance-case.js';
import { expectEqual, expectPart, expectRefusal } from './expect.js';
import { commit, mustCommit, sendingCampaign } from './make-campaigns.js';
import { leaseOn, people, ttlMs, writeAudience } from './make-deliveries.js';
import { ordinaryTexts, unusualTexts } from './texts.js';

const audienceOf = async ({ ledger }: TestSystem, id: string) => (await ledger.tally(id))?.audience;

const untouched = { size: 0, sealed: false, attempts: 0, lastError: null, nextTryAt: null };

/** Everybody that claims of this lease find. */
const claimedBy = async (
  { ledger }: TestSystem,
  lease: Awaited<ReturnType<typeof leaseOn>>,
): Promise<Recipient[]> => {
  const found: Recipient[] = [];
  // Far more chunks than a case writes.
  for (let chunk = 0; chunk < 100; chunk += 1) {
    const { claim } = await ledger.claim(lease);
    if (claim === null) break;
    found.push(...claim.recipients.map(({ recipient }) => recipient));
  }
  return found;
};

const byId = (a: Recipient, b: Recipient) => (a.id < b.id ? -1 : 1);

/** Writing the audience down, once, whoever dies over it. */
export const ledgerAudienceCases: readonly CaseBody[] = [
  {
    name: 'one live lease writes the audience, shared or exclusive, until it ends or expires',
    run: async (system) => {
      const { ledger } = system;
      const id = await sendingCampaign(system);
      expectEqual(await audienceOf(system, id), untouched, 'the audience at first');
      const [one, two] = [await leaseOn(system, id), await leaseOn(system, id)];
      expectEqual(await ledger.ownAudience(one), 'owned', 'the first');
      expectEqual(await ledger.ownAudience(one), 'owned', 'the first, asked again');
      expectEqual(await ledger.ownAudience(two), 'busy', 'the second');
      for (const write of [ledger.append(two, people('x')), ledger.seal(two)]) {
        expectEqual(await write, 'stopped', 'what the second writes');
      }
      await ledger.endLease(one);
      expectEqual(await ledger.ownAudience(two), 'owned', 'the second, after the first has ended');
      await system.advance(ttlMs);
      expectEqual(await ledger.ownAudience(two), 'stopped', 'an expired one');
      const only = await leaseOn(system, id, { exclusive: true });
      expectEqual(await ledger.ownAudience(only), 'owned', 'an exclusive one');
      expectEqual(await ledger.seal(only), 'sealed', 'its seal');
    },
  },
  {
    name: 'nobody is in the audience twice, whoever wrote them',
    run: async (system) => {
      const { ledger } = system;
      const id = await sendingCampaign(system);
      const first = await leaseOn(system, id);
      await ledger.ownAudience(first);
      await ledger.append(first, people('a', 'b', 'a'));
      await ledger.append(first, people('b', 'c'));
      // The answer was lost, so it is asked again.
      expectEqual(await ledger.append(first, people('b', 'c')), 'appended', 'the same again');
      expectPart(await audienceOf(system, id), { size: 3 }, 'the audience');
      // It dies, and its successor reads the recipients from the start.
      await system.advance(ttlMs);
      const second = await leaseOn(system, id);
      await writeAudience(system, second, [people('a', 'b'), people('c', 'd'), []]);
      expectPart(await audienceOf(system, id), { size: 4, sealed: true }, 'the audience');
      const found = (await claimedBy(system, second)).map((each) => each.id);
      expectEqual(found.sort(), ['a', 'b', 'c', 'd'], 'those who can be claimed');
    },
  },
  {
    name: 'a sealed audience is complete: nothing is added, and its owner may seal it again',
    run: async (system) => {
      const { ledger } = system;
      const id = await sendingCampaign(system);
      const lease = await leaseOn(system, id);
      await writeAudience(system, lease, [people('a')]);
      expectEqual(await ledger.append(lease, people('b')), 'stopped', 'an append');
      expectEqual(await ledger.seal(lease), 'sealed', 'the seal, asked again');
      expectEqual(await ledger.ownAudience(lease), 'sealed', 'ownership');
      const other = await leaseOn(system, id);
      expectEqual(await ledger.ownAudience(other), 'sealed', "somebody else's ownership");
      expectPart(await audienceOf(system, id), { size: 1, sealed: true }, 'the audience');
    },
  },
  {
    name: 'an audience that failed says so, and is tried again when its time has come',
    run: async (system) => {
      const { ledger, store } = system;
      const id = await sendingCampaign(system);
      const [one, two] = [await leaseOn(system, id), await leaseOn(system, id)];
      await ledger.ownAudience(one);
      await ledger.append(one, people('a'));
      await ledger.failAudience(two, { code: 'not-mine', retryInMs: 0 });
      expectPart(await audienceOf(system, id), { attempts: 0, lastError: null }, 'by another');
      const before = await store.now();
      await ledger.failAudience(one, { code: 'recipients-failed', retryInMs: 20_000 });
      const failed = await audienceOf(system, id);
      expectPart(
        failed,
        { size: 1, sealed: false, attempts: 1, lastError: 'recipients-failed' },
        'it',
      );
      expectEqual((failed?.nextTryAt ?? 0) >= before + 20_000, true, 'when it is tried again');
      expectEqual(await ledger.append(one, people('b')), 'stopped', 'its former owner');
      expectEqual(await ledger.ownAudience(two), 'later', 'before its time');
      await system.advance(20_000);
      expectEqual(await ledger.ownAudience(two), 'owned', 'when its time has come');
      await ledger.failAudience(two, { code: 'again', retryInMs: 0 });
      expectPart(await audienceOf(system, id), { attempts: 2, lastError: 'again' }, 'it');
      await writeAudience(system, one, [people('a', 'b')]);
      const sealed = { size: 2, sealed: true, attempts: 2, lastError: null, nextTryAt: null };
      expectEqual(await audienceOf(system, id), sealed, 'in the end');
    },
  },
  {
    name: 'a cancel ends the writing of the audience',
    run: async (system) => {
      const { ledger } = system;
      const id = await sendingCampaign(system);
      const lease = await leaseOn(system, id);
      await ledger.ownAudience(lease);
      await ledger.append(lease, people('a'));
      await mustCommit(system, id, 'sending', 'CANCEL');
      expectEqual(await ledger.append(lease, people('b')), 'stopped', 'append');
      expectEqual(await ledger.seal(lease), 'stopped', 'seal');
      expectEqual(await ledger.ownAudience(lease), 'stopped', 'ownAudience');
      await ledger.failAudience(lease, { code: 'late', retryInMs: 0 });
      expectEqual(await audienceOf(system, id), { ...untouched, size: 1 }, 'the audience');
    },
  },
  {
    name: 'append against cancel, at once: what was written was written before the cancel',
    run: async (system) => {
      for (const isReversed of [false, true]) {
        const id = await sendingCampaign(system);
        const lease = await leaseOn(system, id);
        await system.ledger.ownAudience(lease);
        const append = () => system.ledger.append(lease, people('a', 'b'));
        const cancel = () => commit(system, id, 'sending', 'CANCEL');
        const acts = isReversed ? [cancel(), append()] : [append(), cancel()];
        const answers = await Promise.all(acts);
        const size = answers.includes('appended') ? 2 : 0;
        expectPart(await audienceOf(system, id), { size }, 'the audience');
      }
    },
  },
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
