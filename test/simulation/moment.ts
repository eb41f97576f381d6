import type { CampaignRow } from '../../src/adapters/memory/memory-state.js';
import type { Tally } from '../../src/service/recipient-ledger.js';
import type { Scenario } from './scenario.js';
import type { Done, World } from './world.js';

/** What a step did. */
export interface Change {
  readonly world: World;
  readonly before: CampaignRow;
  readonly after: CampaignRow;
  /** The port call that happened, if it was one. */
  readonly done: Done | null;
}

/** What there is to be seen right after a step. */
export interface Moment extends Change {
  readonly scenario: Scenario;
  readonly tally: Tally;
  readonly recount: Readonly<
    Record<'pending' | 'begun' | 'delivered' | 'failed' | 'inDoubt', number>
  >;
}

/** Something that must hold after every step. */
export interface Promised {
  readonly id: string;
  /** In words, for people. */
  readonly says: string;
  /** How it is broken; `null`: it holds. */
  readonly broken: (moment: Moment) => string | null;
}

/** A recipient's place in the ledger. */
export interface PlaceNow {
  readonly chunk: number;
  readonly position: number;
  readonly id: string;
  readonly letter: string;
  readonly owner: string | null;
}

const remembered = new WeakMap<CampaignRow, readonly PlaceNow[]>();

/** Every place in the ledger, in order; chunks are only ever added, so places stay where they are. */
export const placesOf = (row: CampaignRow): readonly PlaceNow[] => {
  const known = remembered.get(row);
  if (known) return known;
  const places = row.chunks.flatMap(({ recipients, states, owner }, chunk) =>
    recipients.map(({ id }, position) => {
      const letter = states.charAt(position);
      return { chunk, position, id, letter, owner };
    }),
  );
  remembered.set(row, places);
  return places;
};

/** Places whose letter is another than before. */
export const movesOf = ({ before, after }: Pick<Change, 'before' | 'after'>) => {
  if (before === after) return [];
  const old = new Map(placesOf(before).map((place) => [`${place.chunk}.${place.position}`, place]));
  return placesOf(after).flatMap((place) => {
    const from = old.get(`${place.chunk}.${place.position}`);
    return from === undefined || from.letter === place.letter
      ? []
      : [{ id: place.id, from: from.letter, to: place.letter, before: from, after: place }];
  });
};

/** Is this token's lease live? By the rows alone. */
export const isLive = ({ leases }: CampaignRow, token: string | null, now: number): boolean =>
  leases.some((lease) => lease.token === token && lease.endedAt === null && lease.expiresAt > now);

/** Which process made this token. */
export const processOf = (token: string | null): string | undefined => token?.split('/')[0];
