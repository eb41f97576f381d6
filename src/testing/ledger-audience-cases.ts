import type { CaseBody } from './conformance-case.js';
import { expectEqual, expectPart } from './expect.js';
import { commit, mustCommit, sendingCampaign } from './make-campaigns.js';
import { audienceOf, claimedBy, leaseOn, people, ttlMs, writeAudience } from './make-deliveries.js';

const untouched = { size: 0, sealed: false, attempts: 0, lastError: null, nextTryAt: null };

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
];
