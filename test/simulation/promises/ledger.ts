import type { LeaseRow } from '../../../src/adapters/memory/memory-state.js';
import { isLive, type Moment, movesOf, type Promised, placesOf, processOf } from '../moment.js';

const forward: Readonly<Record<string, string>> = {
  p: 'b',
  P: 'Bdf',
  b: 'pdfimP',
  B: 'PdfimP',
  i: 'df',
  d: '',
  f: '',
  m: '',
};

const doneBy = ({ done }: Moment, token: string | null): boolean =>
  done !== null && processOf(token) === done.process;

const count = (moment: Moment) => {
  const { after, world } = moment;
  const many = { pending: 0, begun: 0, delivered: 0, failed: 0, inDoubt: 0 };
  for (const { letter, owner } of placesOf(after)) {
    const isSending = after.record.status === 'sending';
    const isHeld = isLive(after, owner, world.now.ms);
    if (letter === 'p' || (letter === 'P' && isSending)) many.pending += 1;
    else if ('bB'.includes(letter) && isHeld) many.begun += 1;
    else if (letter === 'd') many.delivered += 1;
    else if (letter === 'f') many.failed += 1;
    else if (letter !== 'm') many.inDoubt += 1;
  }
  return many;
};

/** What holds of the rows of the ledger. */
export const ledgerPromises: readonly Promised[] = [
  {
    id: 'outcomes-are-final',
    says: 'A recipient goes pending, begun, settled; delivered and failed never change again.',
    broken: (moment) => {
      const wrong = movesOf(moment).find(({ from, to }) => !forward[from]?.includes(to));
      return wrong ? `${wrong.id} went from ${wrong.from} to ${wrong.to}` : null;
    },
  },
  {
    id: 'begun-is-never-pending-again',
    says: 'What was begun is pending again only when its own worker gives it back or may repeat it.',
    broken: (moment) => {
      const wrong = movesOf(moment).find(
        ({ from, to, before }) =>
          'bB'.includes(from) &&
          'pP'.includes(to) &&
          !(moment.done?.label === 'ledger.advance' && doneBy(moment, before.owner)) &&
          !(moment.scenario.deliveryIsIdempotent && to === 'P'),
      );
      return wrong ? `${wrong.id} went from ${wrong.from} to ${wrong.to}` : null;
    },
  },
  {
    id: 'begun-by-its-owner',
    says: 'A recipient is begun only by the worker that claimed it, under its live lease.',
    broken: (moment) => {
      const wrong = movesOf(moment).find(
        ({ to, before }) =>
          'bB'.includes(to) &&
          !(
            doneBy(moment, before.owner) && isLive(moment.before, before.owner, moment.world.now.ms)
          ),
      );
      return wrong ? `${wrong.id} was begun by ${moment.done?.process}` : null;
    },
  },
  {
    id: 'settled-by-its-owner',
    says: 'What is begun under a live lease is settled only by the worker that began it.',
    broken: (moment) => {
      const wrong = movesOf(moment).find(
        ({ from, before: { owner } }) =>
          'bB'.includes(from) &&
          isLive(moment.before, owner, moment.world.now.ms) &&
          !doneBy(moment, owner),
      );
      return wrong ? `${wrong.id} was settled by ${moment.done?.process}` : null;
    },
  },
  {
    id: 'a-claim-is-exclusive',
    says: 'Nobody takes a chunk, or the writing of the audience, from a lease that is live.',
    broken: ({ before, after, world }) => {
      const stolen = (was: string | null, is: string | null | undefined) =>
        was !== is && is !== null && isLive(before, was, world.now.ms);
      const chunk = before.chunks.findIndex((row, at) =>
        stolen(row.owner, after.chunks[at]?.owner),
      );
      if (chunk >= 0) return `chunk ${chunk} was taken from ${before.chunks[chunk]?.owner}`;
      return stolen(before.audience.owner, after.audience.owner) ? 'the audience was' : null;
    },
  },
  {
    id: 'an-exclusive-lease-is-alone',
    says: 'While an exclusive lease is live there is no other.',
    broken: ({ after: { leases }, world }) => {
      const live = leases.filter(
        ({ endedAt, expiresAt }: LeaseRow) => endedAt === null && expiresAt > world.now.ms,
      );
      return live.length > 1 && live.some(({ exclusive }) => exclusive)
        ? live.map(({ token }) => token).join(' and ')
        : null;
    },
  },
  {
    id: 'one-writer',
    says: 'Only the live owner of the audience adds to it or seals it.',
    broken: (moment) => {
      const { before, after, world } = moment;
      const was = before.audience;
      const is = after.audience;
      if (was.size === is.size && was.sealed === is.sealed) return null;
      const mayWrite = isLive(before, was.owner, world.now.ms) && doneBy(moment, was.owner);
      return mayWrite && !was.sealed ? null : `${moment.done?.process} did`;
    },
  },
  {
    id: 'once-in-the-audience',
    says: 'Every recipient is in the audience once, and its size is their number.',
    broken: ({ after }) => {
      const ids = placesOf(after).flatMap(({ id, letter }) => (letter === 'm' ? [] : [id]));
      if (new Set(ids).size !== ids.length) return `twice: ${ids.join()}`;
      return ids.length === after.audience.size
        ? null
        : `${ids.length}, not ${after.audience.size}`;
    },
  },
  {
    id: 'the-ledger-is-true',
    says: 'What the ledger says became of a recipient is what the push service saw.',
    broken: ({ after, world, scenario }) => {
      const handed = (id: string, ...outcomes: string[]) =>
        world.facts.handOvers.some(
          ({ recipient, outcome }) => recipient === id && outcomes.includes(outcome),
        );
      const wrong = placesOf(after).find(({ id, letter }) => {
        if (letter === 'd') return !handed(id, 'delivered');
        if (letter === 'f') return !handed(id, 'failed', 'retry');
        return letter === 'p' && handed(id, 'delivered', 'failed', 'in-doubt');
      });
      return wrong && !scenario.hasOwnLoop ? `${wrong.id} is ${wrong.letter}` : null;
    },
  },
  {
    id: 'counts-add-up',
    says: 'Tally, recount and the rows agree, and everybody is in exactly one count.',
    broken: (moment) => {
      const { tally, recount, after } = moment;
      const mine = count(moment);
      const sum = Object.values(mine).reduce((a, b) => a + b, 0);
      if (sum !== after.audience.size) return `${sum} of ${after.audience.size}`;
      for (const [key, n] of Object.entries(mine)) {
        if (recount[key as keyof typeof mine] !== n) return `recounted ${key} is not ${n}`;
        if (key !== 'pending' && tally[key as 'begun'] !== n) return `tally's ${key} is not ${n}`;
      }
      return tally.claimed <= mine.pending ? null : `${tally.claimed} claimed`;
    },
  },
];
