import { expect } from 'vitest';
import { checkOutcome } from './check-outcome.js';
import type { Round } from './play-round.js';
import type { System } from './system.js';

/** What the victim had begun stays in doubt, because nobody is left who could tell. */
const checkDoubts = (system: System, { campaignId, begunAtDeath, title }: Round): void => {
  const rows = system.recipients(campaignId);
  for (const id of begunAtDeath) {
    expect(rows.find((row) => row.id === id)?.state, `${title}: ${id}`).toBe('inDoubt');
  }
};

/** The kill was in the window that it is counted in: this is what that window leaves behind. */
const checkWindow = async (system: System, round: Round): Promise<void> => {
  const { campaignId, victim, point, kill, begunAtDeath, title } = round;
  if (kill.scene.role !== 'worker') return;
  const isVictims = ({ worker }: { readonly worker: string }) => worker === victim;
  const leases = (await system.ledger.tally(campaignId))?.leases.filter(isVictims) ?? [];
  const sent = (await system.endpoint.requests(campaignId)).filter(isVictims).length;
  switch (kill.window) {
    case 'START → ledger':
      expect(sent, title).toBe(0);
      expect(leases.length, title).toBe(point.step === 'own audience' ? 1 : 0);
      break;
    case 'claim → begun':
      expect(leases.length, title).toBeGreaterThan(0);
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
  await checkOutcome(system, round);
  if (!round.isKilled) return;
  checkDoubts(system, round);
  await checkWindow(system, round);
};
