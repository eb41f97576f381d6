import type { CampaignData } from './actor-process.js';
import type { Outcome } from './check-outcome.js';
import { type KillPoint, textOf } from './kill-point.js';
import { begunBy } from './rows.js';
import { type System, until } from './system.js';
import type { PlannedKill } from './windows.js';

/** What a round was and what came of it, for the check. */
export interface Round extends Outcome {
  readonly kill: PlannedKill;
  readonly point: KillPoint;
  /** `false`: it never came to the point, because others were faster; then nobody was killed. */
  readonly isKilled: boolean;
  /** The name of whoever was killed. */
  readonly victim: string;
  /** Who was begun by the victim when it died. */
  readonly begunAtDeath: readonly string[];
}

/** What is drawn for a round. */
export interface Lot {
  readonly nth: number;
  readonly data: CampaignData;
  /** Somebody else cancels: while nobody works on it, while the survivors do, or not at all. */
  readonly cancel: 'at death' | 'later' | null;
  /** The survivors work on the campaign from the time when the victim has begun to. */
  readonly isShared: boolean;
}

const hourMs = 3_600_000;
/** So many requests are let through before a canceller comes. */
const sentBefore = 3;

const hasWork = async ({ ledger }: System, campaignId: string): Promise<true | undefined> => {
  const tally = await ledger.tally(campaignId);
  if (!tally) return undefined;
  const { claimed, begun, delivered, inDoubt } = tally;
  return claimed + begun + delivered + inDoubt > 0 || undefined;
};

const cancelled = async ({ campaigns }: System, campaignId: string): Promise<boolean> =>
  (await campaigns.cancel(campaignId, { by: 'somebody else' })).accepted;

/** A worker dies; the survivors take over, and perhaps somebody cancels. */
const killWorker = async (
  system: System,
  id: string,
  victim: string,
  point: KillPoint,
  lot: Lot,
) => {
  await system.add(id, lot.data, new Date());
  const actor = await system.start({ role: 'worker', worker: victim, campaignId: id, point });
  actor.tell(id);
  const died = actor.killed();
  if (lot.isShared) {
    const works = until(() => hasWork(system, id), `the first work on ${id}`);
    await Promise.race([works, died]);
    works.catch(() => {});
    system.release(id);
  }
  const isKilled = await died;
  const begunAtDeath = isKilled ? begunBy(system.recipients(id), victim) : [];
  const atDeath = lot.cancel === 'at death' && (await cancelled(system, id));
  system.release(id);
  const later = lot.cancel === 'later' && (await cancelled(system, id));
  return { isKilled, begunAtDeath, isCancelled: atDeath || later };
};

/** A canceller dies, in front of a campaign that waits or of one that is in mid-send. */
const killCanceller = async (
  system: System,
  id: string,
  victim: string,
  point: KillPoint,
  { lot, from, isCommitted }: { lot: Lot; from: 'ready' | 'sending'; isCommitted: boolean },
) => {
  const { endpoint } = system;
  const actor = await system.start({ role: 'canceller', worker: victim, campaignId: id, point });
  system.release(id);
  if (from === 'ready') await system.add(id, lot.data, new Date(Date.now() + hourMs));
  else {
    await endpoint.hold(id, sentBefore);
    await system.add(id, lot.data, new Date());
    await until(
      async () => (await endpoint.requests(id)).length > sentBefore || undefined,
      `${sentBefore} requests for ${id}`,
    );
  }
  actor.tell(id);
  const isKilled = await actor.killed();
  await endpoint.release(id);
  // It lives, so it heard an answer, which is stored with its command id.
  const answers = await system.campaigns.history(id);
  const isAccepted = answers.some((each) => each.by === victim && each.decision?.accepted);
  return { isKilled, begunAtDeath: [], isCancelled: isKilled ? isCommitted : isAccepted };
};

/** Somebody dies who has just scheduled a campaign. */
const killScheduler = async (
  system: System,
  id: string,
  victim: string,
  point: KillPoint,
  lot: Lot,
) => {
  await system.add(id, lot.data);
  system.release(id);
  const actor = await system.start({ role: 'scheduler', worker: victim, campaignId: id, point });
  actor.tell(id);
  const isKilled = await actor.killed();
  return { isKilled, begunAtDeath: [], isCancelled: false };
};

/** Plays one round to its end. */
export const playRound = async (
  system: System,
  campaignId: string,
  kill: PlannedKill,
  lot: Lot,
): Promise<Round> => {
  const { role, when, step, since, from = 'sending', isOutside = false } = kill.scene;
  const nth = { nth: lot.nth, ...(since === undefined ? {} : { since }) };
  const point: KillPoint = { signal: 'SIGKILL', when, step, ...nth };
  const victim = `${role}-of-${campaignId}`;
  const title = `${campaignId}: ${kill.window}, ${role} ${textOf(point)}, ${isOutside ? 'outside' : 'joined'}, ${JSON.stringify(lot)}`;
  const play = () => {
    if (role === 'scheduler') return killScheduler(system, campaignId, victim, point, lot);
    if (role === 'worker') return killWorker(system, campaignId, victim, point, lot);
    const isCommitted = step !== 'sql commit';
    return killCanceller(system, campaignId, victim, point, { lot, from, isCommitted });
  };
  try {
    const played = await play();
    await system.whenOver(campaignId);
    return { ...played, kill, point, campaignId, data: lot.data, victim, title };
  } catch (error) {
    throw new Error(title, { cause: error });
  }
};
