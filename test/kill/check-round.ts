import { expect } from 'vitest';
import { checkOutcome, type Evidence } from './check-outcome.js';
import type { Round } from './play-round.js';
import type { System } from './system.js';

/** What the victim had begun stays in doubt, because nobody is left who could tell. */
const checkDoubts = ({ begunAtDeath, title }: Round, { rows }: Evidence): void => {
  for (const id of begunAtDeath) {
    expect(rows.find((row) => row.id === id)?.state, `${title}: ${id}`).toBe('inDoubt');
  }
};

/** The effect was recorded with the status, and somebody who lived has carried it out. */
const checkEffect = ({ kill, title }: Round, { effects }: Evidence): void => {
  const { role, from } = kill.scene;
  const ofCancel = from === 'ready' ? 'dequeue' : 'abort-dispatch';
  const effect = role === 'canceller' ? ofCancel : 'enqueue';
  // An enqueue is no longer needed where the sweep has brought the campaign to a worker already.
  expect(['done', ...(effect === 'enqueue' ? ['superseded'] : [])], title).toContain(
    effects[effect],
  );
};

/** The kill was in the window that it is counted in: this is what that window leaves behind. */
const checkWindow = (round: Round, evidence: Evidence): void => {
  const { victim, point, kill, begunAtDeath, title } = round;
  const { tally, requests } = evidence;
  const leases = tally.leases.filter(({ worker }) => worker === victim).length;
  const sent = requests.filter(({ worker }) => worker === victim).length;
  switch (kill.window) {
    case 'commit → effect':
    case 'effect → recorded':
      checkEffect(round, evidence);
      break;
    case 'START → ledger':
      expect([leases, sent], title).toEqual([point.step === 'own audience' ? 1 : 0, 0]);
      break;
    case 'claim → begun':
      expect(leases, title).toBeGreaterThan(0);
      if (point.nth === 1) expect([sent, begunAtDeath.length], title).toEqual([0, 0]);
      break;
    case 'begun → settle':
      expect(begunAtDeath.length, title).toBeGreaterThan(0);
      break;
    case 'settle → COMPLETE':
      expect(sent, title).toBeGreaterThan(0);
      break;
    default:
  }
};

/** All that must hold when a round is over, whoever was killed and where. */
export const checkRound = async (system: System, round: Round): Promise<void> => {
  const evidence = await checkOutcome(system, round);
  if (!round.isKilled) return;
  checkDoubts(round, evidence);
  checkWindow(round, evidence);
};
