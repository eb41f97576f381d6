import assert from 'node:assert/strict';
import { type CampaignEvent, type CampaignStatus, decide } from 'campaign-machine/lifecycle';
import { type Cell, cells } from './cells.js';
import type { Contestant } from './contestant.js';
import { decideBySwitch } from './hand-written-switch.js';

const check = (contestant: Contestant, { status, event, next, accepted }: Cell): void => {
  const expected = contestant.question === 'next' ? next : accepted;
  const came = contestant.ask(status, event);
  assert.equal(came, expected, `${contestant.name}: ${event.type} in ${status} gave ${came}`);
};

/** Throws unless every contestant answers all 20 cells as the table does, also when asked again. */
export const assertAgreement = (contestants: readonly Contestant[]): void => {
  for (const contestant of contestants) {
    for (const cell of [...cells, ...cells]) check(contestant, cell);
  }
};

/**
 * Throws unless the switch does the same work as `decide`: the same answers down to effects and
 * reason, frozen and not made anew, and a throw on what is not in the lifecycle.
 */
export const assertSameContract = (): void => {
  for (const answer of [decide, decideBySwitch]) {
    for (const { status, event } of cells) {
      const decision = answer(status, event);
      assert.deepEqual(decision, decide(status, event));
      assert.equal(decision, answer(status, event), 'a preallocated answer');
      assert.ok(Object.isFrozen(decision), 'a frozen answer');
    }
    assert.throws(() => answer('READY' as CampaignStatus, { type: 'CANCEL' }));
    assert.throws(() => answer('ready', { type: 'cancel' } as unknown as CampaignEvent));
  }
};
