import type { CaseBody, TestSystem } from './conformance-case.js';
import { expectEqual, expectFound, expectPart, expectThat } from './expect.js';
import { command, commit, mustCommit, sendingCampaign } from './make-campaigns.js';
import {
  beginOne,
  claimOne,
  dispatching,
  leaseOn,
  people,
  placesOf,
  settle,
  ttlMs,
  writeAudience,
} from './make-deliveries.js';

/** COMPLETE is refused by its guard, nothing lists the campaign as complete, and nothing moves. */
const refused = async (system: TestSystem, id: string, when: string): Promise<void> => {
  const { outcome } = await commit(system, id, 'sending', 'COMPLETE');
  expectEqual(outcome, 'guarded', `COMPLETE ${when}`);
  expectEqual(await system.ledger.completable(10), [], `what is complete ${when}`);
  expectPart(await system.store.read(id), { status: 'sending' }, 'the campaign');
};

const completes = async (system: TestSystem, id: string, when: string): Promise<void> => {
  expectEqual(await system.ledger.completable(10), [id], `what is complete ${when}`);
  const { outcome } = await commit(system, id, 'sending', 'COMPLETE');
  expectEqual(outcome, 'committed', `COMPLETE ${when}`);
  expectEqual(await system.ledger.completable(10), [], 'what is complete after that');
};

/** COMPLETE's guard, which spans the store and the ledger. */
export const ledgerCompleteCases: readonly CaseBody[] = [
  {
    name: 'a campaign completes when its audience is sealed and everybody has an outcome',
    run: async (system) => {
      const { ledger } = system;
      const id = await sendingCampaign(system);
      await refused(system, id, 'without an audience');
      const lease = await leaseOn(system, id);
      await ledger.ownAudience(lease);
      await ledger.append(lease, people('a', 'b', 'c', 'd'));
      await refused(system, id, 'with everybody pending');
      const places = placesOf(await claimOne(system, lease));
      await refused(system, id, 'with everybody claimed');
      await ledger.advance(lease, { settle: [], begin: places });
      await refused(system, id, 'with everybody begun');
      await settle(system, lease, places.slice(0, 1), 'delivered');
      await settle(system, lease, places.slice(1, 2), 'failed');
      await settle(system, lease, places.slice(2, 3), 'in-doubt');
      await settle(system, lease, places.slice(3), 'retry');
      await refused(system, id, 'with a retry');
      const retried = await beginOne(system, lease);
      await refused(system, id, 'with a retry that is begun');
      await settle(system, lease, retried, 'delivered');
      await refused(system, id, 'with an audience that is not sealed');
      expectEqual(await ledger.seal(lease), 'sealed', 'the seal');
      await completes(system, id, 'with all of that done');
    },
  },
  {
    name: 'an empty audience is complete as soon as it is sealed',
    run: async (system) => {
      const id = await sendingCampaign(system);
      const lease = await leaseOn(system, id);
      await writeAudience(system, lease, [[]]);
      await completes(system, id, 'with nobody to send to');
    },
  },
  {
    name: 'what was given back, or begun by somebody who died, is not complete',
    run: async (system) => {
      const { ledger } = system;
      const { id, lease } = await dispatching(system, ['a', 'b']);
      const places = await beginOne(system, lease);
      await settle(system, lease, places.slice(1), 'untouched');
      await settle(system, lease, places.slice(0, 1), 'delivered');
      await refused(system, id, 'with one given back');
      await ledger.advance(lease, { settle: [], begin: places.slice(1) });
      await system.advance(ttlMs);
      await refused(system, id, 'with one begun under a lease that nobody has found expired');
      await ledger.expireLeases({ limit: 10 });
      await completes(system, id, 'with that one in doubt');
    },
  },
  {
    name: 'a sender with a loop of its own completes by sealing an empty audience',
    run: async (system) => {
      const { ledger } = system;
      const id = await sendingCampaign(system);
      const lease = await leaseOn(system, id, { exclusive: true });
      await ledger.checkpoint(lease, { counts: { delivered: 3 } });
      await refused(system, id, 'while it sends');
      await writeAudience(system, lease, []);
      await completes(system, id, 'when it has said so');
      expectPart(
        await ledger.tally(id),
        { ownCounts: { delivered: 3, failed: 0, inDoubt: 0, skipped: 0 } },
        'its counts',
      );
    },
  },
  {
    name: 'complete against the last begin: nobody is begun in a campaign that was sent',
    run: async (system) => {
      for (const isReversed of [false, true]) {
        const { id, lease } = await dispatching(system, ['a']);
        const places = await beginOne(system, lease);
        const complete = () => command(system, id, 'COMPLETE');
        const giveBack = () => settle(system, lease, places, 'untouched');
        const settled = () => settle(system, lease, places, 'delivered');
        for (const act of [giveBack, settled]) {
          await Promise.all(isReversed ? [complete(), act()] : [act(), complete()]);
          const { status } = expectFound(await system.store.read(id), 'the campaign');
          const { pending, begun } = await system.ledger.recount(id);
          expectThat(status !== 'sent' || pending + begun === 0, 'what is sent has no one left');
          await system.ledger.advance(lease, { settle: [], begin: places });
        }
        if ((await system.store.read(id))?.status === 'sending') {
          await mustCommit(system, id, 'sending', 'COMPLETE');
        }
      }
    },
  },
  {
    name: 'many who complete at once: one of them does',
    run: async (system) => {
      const { id, lease } = await dispatching(system, ['a']);
      await settle(system, lease, await beginOne(system, lease), 'delivered');
      const all = Array.from({ length: 6 }, () => commit(system, id, 'sending', 'COMPLETE'));
      const outcomes = (await Promise.all(all)).map(({ outcome }) => outcome);
      expectEqual(outcomes.filter((outcome) => outcome === 'committed').length, 1, 'committed');
      expectEqual(outcomes.filter((outcome) => outcome === 'moved').length, 5, 'moved');
    },
  },
];
