import fc from 'fast-check';
import { type CampaignEvent, decide } from '../../../src/lifecycle/index.js';
import type {
  CampaignStore,
  ClaimResult,
  LeaseRef,
  Place,
  RecipientLedger,
  Settlement,
} from '../../../src/service/index.js';

// Stories of three workers on one small campaign, for two adapters that have to tell them alike.

/** A campaign's story. */
export interface Story {
  readonly resendBegun: boolean;
  readonly steps: readonly Step[];
}

/** The ports of an adapter, as far as a story needs them. */
export interface Side {
  readonly store: CampaignStore<never>;
  readonly ledger: RecipientLedger;
}

/** What the workers of a story know: the same for both sides, because so are all answers. */
export interface Known {
  readonly id: string;
  /** Is delivery idempotent for them? */
  readonly resendBegun: boolean;
  now: number;
  /** By token: what its last claim gave. */
  readonly claimed: Place[][];
  /** Everything that anybody tried to begin. */
  readonly begun: Place[];
}

/** One step: asked of both sides alike. */
export interface Step {
  readonly what: string;
  /** Time that passes before it. */
  readonly waitMs: number;
  /** What is asked for is settled once, what it gives is compared. */
  readonly ask: (known: Known) => (side: Side) => Promise<unknown>;
  readonly heard?: (known: Known, answer: unknown) => void;
}

type Untimed = Omit<Step, 'waitMs'>;

const ref = ({ id }: Known, token: number): LeaseRef => ({
  campaignId: id,
  token: `${id} token ${token}`,
});

const tokens = fc.nat(2);

const take = fc
  .record({
    token: tokens,
    ttlMs: fc.constantFrom(20, 100, 1000),
    exclusive: fc.nat(5).map((drawn) => drawn === 0),
  })
  .map(
    ({ token, ...lease }): Untimed => ({
      what: `take ${token} ${JSON.stringify(lease)}`,
      // A token that was used before is refused, in words that are nobody's contract.
      ask: (known) => (side) =>
        side.ledger
          .takeLease({
            ...ref(known, token),
            worker: `w${token}`,
            resendBegun: known.resendBegun,
            ...lease,
          })
          .catch(() => 'refused'),
    }),
  );

const open: Untimed = {
  what: 'open',
  ask: (known) => (side) =>
    side.ledger.takeLease({
      ...ref(known, 0),
      worker: 'w0',
      ttlMs: 1000,
      exclusive: false,
      resendBegun: known.resendBegun,
    }),
};

const append = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), { minLength: 1, maxLength: 5 })
  .map(
    (ids): Untimed => ({
      what: `append ${ids}`,
      ask: (known) => (side) =>
        side.ledger.append(
          ref(known, 0),
          ids.map((each) => ({ id: each })),
        ),
    }),
  );

const ofLease = (
  what: string,
  run: (ledger: RecipientLedger, lease: LeaseRef) => Promise<unknown>,
) =>
  tokens.map(
    (token): Untimed => ({
      what: `${what} ${token}`,
      ask: (known) => (side) => run(side.ledger, ref(known, token)),
    }),
  );

const claim = tokens.map(
  (token): Untimed => ({
    what: `claim ${token}`,
    ask: (known) => (side) => side.ledger.claim(ref(known, token)),
    heard: (known, answer) => {
      const { claim: found } = answer as ClaimResult;
      const places = found?.recipients.map(({ position }) => ({ chunk: found.chunk, position }));
      if (places) known.claimed[token] = places;
    },
  }),
);

const outcomes = fc.constantFrom<Settlement['outcome'][]>(
  'delivered',
  'delivered',
  'failed',
  'in-doubt',
  'retry',
  'untouched',
);

const settlementOf = (known: Known, drawn: Drawn): Settlement[] => {
  const place = known.begun[drawn.index % Math.max(1, known.begun.length)];
  const { outcome, agoMs } = drawn;
  return place
    ? [
        {
          ...place,
          outcome,
          handedOverAt: outcome === 'untouched' ? null : known.now - agoMs,
          // One delay for all, so that both sides find the retries in the same order.
          ...(outcome === 'retry' ? { retryInMs: 50 } : {}),
        },
      ]
    : [];
};

interface Drawn {
  readonly index: number;
  readonly outcome: Settlement['outcome'];
  readonly agoMs: number;
}

const advance = fc
  .record({
    token: tokens,
    // Somebody else's claim, now and then.
    of: fc.option(tokens, { freq: 8 }),
    begin: fc.nat(3),
    settle: fc.array(fc.record({ index: fc.nat(30), outcome: outcomes, agoMs: fc.nat(30) }), {
      maxLength: 3,
    }),
  })
  .map(
    ({ token, of, begin, settle }): Untimed => ({
      what: `advance ${JSON.stringify({ token, of, begin, settle })}`,
      ask: (known) => {
        const settlements = settle.flatMap((drawn) => settlementOf(known, drawn));
        const places = known.claimed[of ?? token]?.splice(0, begin) ?? [];
        known.begun.push(...places);
        return (side) =>
          side.ledger.advance(ref(known, token), { settle: settlements, begin: places });
      },
    }),
  );

const move = (
  type: CampaignEvent['type'],
  guard: { readonly guard?: 'settled' } = {},
): Untimed => ({
  what: type,
  // The numbers of a history rise; which ones they are is up to an adapter.
  ask: (known) => async (side) => {
    const { outcome, campaign } = {
      campaign: null,
      ...(await side.store.commit({
        campaignId: known.id,
        decision: decide('sending', { type }),
        commandId: type,
        by: null,
        reason: null,
        effects: [],
        ...guard,
      })),
    };
    return { outcome, campaign };
  },
});
const complete = move('COMPLETE', { guard: 'settled' });

// Which step finds a lease expired, and so who tells of it, is up to an adapter.
export const expire: Untimed = {
  what: 'expire',
  ask: () => async (side) => void (await side.ledger.expireLeases({ limit: 100 })),
};

const anyStep = fc.oneof(
  { weight: 3, arbitrary: take },
  { weight: 6, arbitrary: claim },
  { weight: 14, arbitrary: advance },
  { weight: 1, arbitrary: ofLease('end', (ledger, lease) => ledger.endLease(lease)) },
  {
    weight: 2,
    arbitrary: ofLease('renew', (ledger, lease) =>
      ledger.renewLease(lease, { ttlMs: 100, clockErrorMs: 3 }),
    ),
  },
  { weight: 1, arbitrary: ofLease('own', (ledger, lease) => ledger.ownAudience(lease)) },
  { weight: 1, arbitrary: ofLease('seal', (ledger, lease) => ledger.seal(lease)) },
  {
    weight: 1,
    arbitrary: ofLease('fail', (ledger, lease) =>
      ledger.failAudience(lease, { code: 'recipients-failed', retryInMs: 70 }),
    ),
  },
  {
    weight: 1,
    arbitrary: ofLease('checkpoint', (ledger, lease) =>
      ledger.checkpoint(lease, { value: { at: 1 }, counts: { delivered: 2, skipped: 1 } }),
    ),
  },
  { weight: 2, arbitrary: fc.constant(expire) },
  { weight: 1, arbitrary: fc.constantFrom(move('CANCEL'), complete, complete) },
);

const timed = <Value extends object>(arbitrary: fc.Arbitrary<Value>) =>
  fc
    .tuple(arbitrary, fc.constantFrom(0, 0, 0, 0, 1, 10, 60))
    .map(([value, waitMs]) => ({ ...value, waitMs }));

const own: Untimed = {
  what: 'own',
  ask: (known) => (side) => side.ledger.ownAudience(ref(known, 0)),
};
const seal: Untimed = { what: 'seal', ask: (known) => (side) => side.ledger.seal(ref(known, 0)) };

/** A worker that comes last and sends to everybody it can. */
const finish: Untimed = {
  what: 'finish',
  ask: (known) => async (side) => {
    const lease = ref(known, 9);
    const log: unknown[] = [
      await side.ledger.takeLease({ ...lease, worker: 'w9', ttlMs: 1000, exclusive: false }),
    ];
    for (;;) {
      const { claim: found } = await side.ledger.claim(lease);
      log.push(found);
      if (!found) break;
      const begin = found.recipients.map(({ position }) => ({ chunk: found.chunk, position }));
      log.push(await side.ledger.advance(lease, { settle: [], begin }));
      const delivered = { outcome: 'delivered', handedOverAt: known.now } as const;
      const settled = begin.map((place) => ({ ...place, ...delivered }));
      log.push(await side.ledger.advance(lease, { settle: settled, begin: [] }));
    }
    await side.ledger.endLease(lease);
    return log;
  },
};

/** Stories, from opening the campaign to a last worker that sends to whom it can. */
export const stories: fc.Arbitrary<Story> = fc
  .record({
    resendBegun: fc.boolean(),
    appends: fc.array(append, { minLength: 1, maxLength: 3 }),
    isSealed: fc.nat(3).map((drawn) => drawn > 0),
    steps: fc.array(timed(anyStep), { minLength: 5, maxLength: 40, size: 'max' }),
  })
  .map(({ resendBegun, appends, isSealed, steps }) => {
    const opening = [open, own, ...appends, ...(isSealed ? [seal] : [])];
    const all: readonly Step[] = [...opening.map((step) => ({ ...step, waitMs: 0 })), ...steps];
    const ending: readonly Untimed[] = [expire, finish, complete];
    return { resendBegun, steps: [...all, ...ending.map((step) => ({ ...step, waitMs: 500 }))] };
  });
