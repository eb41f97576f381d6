import type { CaseBody } from './conformance-case.js';
import { expectEqual, expectFound, expectPart } from './expect.js';
import { commit, mustCommit } from './make-campaigns.js';
import {
  beginOne,
  claimOne,
  counts,
  countsOf,
  dispatching,
  leaseOn,
  outcomes,
  placesOf,
  settle,
} from './make-deliveries.js';

/** Those who are not settled yet, and what came after a cancel. */
export const ledgerRetryCases: readonly CaseBody[] = [
  {
    name: 'counts settle after a cancel, and the status does not move',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a', 'b', 'c', 'd', 'e', 'f']);
      const places = await beginOne(system, lease);
      await mustCommit(system, id, 'sending', 'CANCEL');
      const cancelled = await system.store.read(id);
      expectEqual(await countsOf(system, id), counts({ begun: 6 }), 'at the cancel');
      for (const [index, outcome] of outcomes.entries()) {
        await settle(system, lease, places.slice(index, index + 1), outcome);
      }
      const expected = counts({ delivered: 1, failed: 1, inDoubt: 1, begun: 1 });
      expectEqual(await countsOf(system, id), expected, 'the counts at the end');
      expectPart(
        await system.ledger.claim(lease),
        { claim: null, because: 'stopped' },
        'the retry',
      );
      expectEqual(await system.store.read(id), cancelled, 'the campaign');
      expectPart(await commit(system, id, 'sending', 'COMPLETE'), { outcome: 'moved' }, 'COMPLETE');
    },
  },
  {
    name: 'a retry waits for its time, in a chunk of its own, with the next attempt',
    run: async (system) => {
      const { ledger, store } = system;
      const { id, lease } = await dispatching(system, ['a', 'b', 'c']);
      const places = await beginOne(system, lease);
      const before = await store.now();
      await settle(system, lease, places.slice(0, 2), 'retry', { retryInMs: 5000 });
      await settle(system, lease, places.slice(2), 'retry');
      const soon = await claimOne(system, lease);
      const named = ({ recipients }: typeof soon) => recipients.map((each) => each.recipient.id);
      expectEqual([named(soon), soon.attempt], [['c'], 2], 'the one that is due at once');
      const { claim, nextAt } = { nextAt: null, ...(await ledger.claim(lease)) };
      expectEqual(claim, null, 'the others, before their time');
      expectEqual((nextAt ?? 0) - before >= 5000, true, 'when they may be claimed');
      expectEqual(await countsOf(system, id), counts({ claimed: 1 }), 'they hold no claim');
      await system.advance(5000);
      const later = await claimOne(system, lease);
      expectEqual([named(later).sort(), later.attempt], [['a', 'b'], 2], 'the others');
      await ledger.advance(lease, { settle: [], begin: placesOf(later) });
      await settle(system, lease, placesOf(later), 'retry');
      expectEqual((await claimOne(system, lease)).attempt, 3, 'the attempt after that');
    },
  },
  {
    name: 'what was never handed over is pending, for its holder at once and for others after it',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a']);
      const places = await beginOne(system, lease);
      await settle(system, lease, places, 'untouched');
      const { begun } = await system.ledger.advance(lease, { settle: [], begin: places });
      expectEqual(begun, true, 'a begin by the same');
      await settle(system, lease, places, 'untouched');
      await system.ledger.endLease(lease);
      const other = await leaseOn(system, id);
      expectEqual((await claimOne(system, other)).attempt, 1, 'the attempt of the next');
    },
  },
  {
    name: "hand-overs at or after the cancel's commit are counted, each once",
    run: async (system) => {
      const { ledger } = system;
      const { id, lease } = await dispatching(system, ['a', 'b', 'c', 'd', 'e', 'f', 'g']);
      const places = await beginOne(system, lease);
      await system.advance(1000);
      await mustCommit(system, id, 'sending', 'CANCEL');
      const at = expectFound((await system.store.read(id))?.cancellation, 'a cancellation').at;
      const said = [
        ['delivered', at - 1],
        ['delivered', at],
        ['failed', at + 1],
        ['in-doubt', at],
        ['retry', at],
        // Whatever a worker says: it was not handed over.
        ['untouched', at],
      ] as const;
      for (const [index, [outcome, handedOverAt]] of said.entries()) {
        await settle(system, lease, places.slice(index, index + 1), outcome, { handedOverAt });
      }
      const after = async () => (await ledger.tally(id))?.handedOverAfterCancel;
      expectEqual(await after(), 4, 'how many');
      await settle(system, lease, places.slice(3, 4), 'delivered', { handedOverAt: at });
      expectEqual(await after(), 4, 'how many, with one that was counted in doubt');
      await ledger.endLease(lease);
      for (let time = 0; time < 2; time += 1) {
        await settle(system, lease, places.slice(6), 'delivered', { handedOverAt: at });
      }
      expectEqual(await after(), 5, 'how many, with one that was settled late');
    },
  },
];
