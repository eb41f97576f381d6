import type { Claim, LeaseRef, Place, Recipient, Settlement } from '../service/recipient-ledger.js';
import type { TestSystem } from './conformance-case.js';
import { expectEqual, expectFound } from './expect.js';
import { fresh, sendingCampaign } from './make-campaigns.js';

/** Long enough that it does not run out by itself while a case runs. */
export const ttlMs = 60_000;

/** What can be asked of a lease. */
interface LeaseWish {
  readonly token?: string;
  readonly exclusive?: boolean;
  readonly ttlMs?: number;
  readonly resendBegun?: boolean;
}

/** Asks for a lease, a shared one unless something else is wished for. */
export const leaseRequest = (campaignId: string, wish: LeaseWish = {}) => ({
  campaignId,
  token: fresh('token'),
  worker: 'w',
  ttlMs,
  exclusive: false,
  ...wish,
});

/** Takes a lease that nothing is in the way of. */
export const leaseOn = async (
  { ledger }: TestSystem,
  campaignId: string,
  wish: LeaseWish = {},
): Promise<LeaseRef> => {
  const request = leaseRequest(campaignId, wish);
  const { taken } = await ledger.takeLease(request);
  expectEqual(taken, true, 'a lease that nothing is in the way of is taken');
  return { campaignId, token: request.token };
};

/** Recipients with these ids. */
export const people = (...ids: string[]): Recipient[] => ids.map((id) => ({ id }));

/** Writes an audience in chunks and seals it. */
export const writeAudience = async (
  { ledger }: TestSystem,
  lease: LeaseRef,
  chunks: readonly (readonly Recipient[])[],
): Promise<void> => {
  expectEqual(await ledger.ownAudience(lease), 'owned', 'an audience without an owner');
  for (const chunk of chunks) expectEqual(await ledger.append(lease, chunk), 'appended', 'append');
  expectEqual(await ledger.seal(lease), 'sealed', 'seal');
};

/** A campaign in `sending` with a sealed audience, one array a chunk, and a lease on it. */
export const dispatching = async (
  system: TestSystem,
  ...chunks: string[][]
): Promise<{ readonly id: string; readonly lease: LeaseRef }> => {
  const id = await sendingCampaign(system);
  const lease = await leaseOn(system, id);
  await writeAudience(
    system,
    lease,
    chunks.map((ids) => people(...ids)),
  );
  return { id, lease };
};

/** Claims a chunk that is there to be claimed. */
export const claimOne = async ({ ledger }: TestSystem, lease: LeaseRef): Promise<Claim> =>
  expectFound((await ledger.claim(lease)).claim, 'a chunk to claim');

/** The places of a claim's recipients. */
export const placesOf = ({ chunk, recipients }: Claim): Place[] =>
  recipients.map(({ position }) => ({ chunk, position }));

/** Claims a chunk and begins all of it. */
export const beginOne = async (system: TestSystem, lease: LeaseRef): Promise<Place[]> => {
  const places = placesOf(await claimOne(system, lease));
  const { begun } = await system.ledger.advance(lease, { settle: [], begin: places });
  expectEqual(begun, true, 'a begin of what was just claimed');
  return places;
};

/** Settles these places, all alike. */
export const settle = async (
  { ledger, store }: TestSystem,
  lease: LeaseRef,
  places: readonly Place[],
  outcome: Settlement['outcome'],
  other: Partial<Settlement> = {},
): Promise<void> => {
  const now = await store.now();
  const handedOverAt = outcome === 'untouched' ? null : now;
  const settlements = places.map((place) => ({ ...place, outcome, handedOverAt, ...other }));
  await ledger.advance(lease, { settle: settlements, begin: [] });
};

/** The counts of a tally that is there. */
export const countsOf = async ({ ledger }: TestSystem, campaignId: string) => {
  const tally = expectFound(await ledger.tally(campaignId), `the tally of ${campaignId}`);
  const { claimed, begun, delivered, failed, inDoubt } = tally;
  return { claimed, begun, delivered, failed, inDoubt };
};

/** Counts of which all but these are 0. */
export const counts = (some: Partial<Awaited<ReturnType<typeof countsOf>>>) => ({
  claimed: 0,
  begun: 0,
  delivered: 0,
  failed: 0,
  inDoubt: 0,
  ...some,
});

/** How far the writing of the audience is. */
export const audienceOf = async ({ ledger }: TestSystem, id: string) =>
  (await ledger.tally(id))?.audience;

/** Everybody that claims of this lease find. */
export const claimedBy = async ({ ledger }: TestSystem, lease: LeaseRef): Promise<Recipient[]> => {
  const found: Recipient[] = [];
  // Far more chunks than a case writes.
  for (let chunk = 0; chunk < 100; chunk += 1) {
    const { claim } = await ledger.claim(lease);
    if (claim === null) break;
    found.push(...claim.recipients.map(({ recipient }) => recipient));
  }
  return found;
};

/** All outcomes that a settlement can have. */
export const outcomes = [
  'delivered',
  'failed',
  'in-doubt',
  'retry',
  'untouched',
] as const satisfies Settlement['outcome'][];
