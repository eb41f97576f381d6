import type { Place, Settlement } from '../../service/recipient-ledger.js';
import type { Doubt, Step } from '../../sql/settle-step.js';
import type { Session } from './session.js';

/** A doubt, and about whom it is. */
export interface PlacedDoubt extends Doubt, Place {
  readonly campaign: number;
}

/** Writes doubts in one statement; what was known about the same recipients is replaced. */
export const putDoubts = async (
  session: Session,
  doubts: readonly PlacedDoubt[],
): Promise<void> => {
  if (doubts.length === 0) return;
  await session.run(
    `insert into @campaign_in_doubt (campaign, chunk, position, token, counted, again)
     select * from unnest($1::bigint[], $2::integer[], $3::integer[], $4::text[], $5::boolean[],
       $6::boolean[])
     on conflict (campaign, chunk, position) do update
       set token = excluded.token, counted = excluded.counted, again = excluded.again`,
    doubts.map(({ campaign }) => campaign),
    doubts.map(({ chunk }) => chunk),
    doubts.map(({ position }) => position),
    doubts.map(({ token }) => token),
    doubts.map(({ counted }) => counted),
    doubts.map(({ again }) => again),
  );
};

const clearDoubts = async (
  session: Session,
  campaign: number,
  places: readonly Place[],
): Promise<void> => {
  if (places.length === 0) return;
  await session.run(
    `delete from @campaign_in_doubt d using unnest($2::integer[], $3::integer[]) as p(chunk, position)
     where d.campaign = $1 and d.chunk = any($2) and d.chunk = p.chunk and d.position = p.position`,
    campaign,
    places.map(({ chunk }) => chunk),
    places.map(({ position }) => position),
  );
};

interface DoubtRow extends Place {
  readonly token: string;
  readonly counted: boolean;
}

const readDoubts = (session: Session, campaign: number, places: readonly Settlement[]) =>
  session.all<DoubtRow>(
    `select d.chunk, d.position, d.token, d.counted
     from unnest($2::integer[], $3::integer[]) as p(chunk, position)
     join @campaign_in_doubt d
       on d.campaign = $1 and d.chunk = any($2) and d.chunk = p.chunk and d.position = p.position`,
    campaign,
    places.map(({ chunk }) => chunk),
    places.map(({ position }) => position),
  );

const nameOf = ({ chunk, position }: Place): string => `${chunk} ${position}`;

/** The doubts that a step may touch: read together, and written together at the end. */
export interface DoubtDesk {
  readonly doubts: Step['doubts'];
  write(): Promise<void>;
}

/** `asked`: those of whom it may matter what is known. Their chunks are locked, so nobody else writes. */
export const openDoubtDesk = async (
  session: Session,
  campaign: number,
  asked: readonly Settlement[],
): Promise<DoubtDesk> => {
  const rows = asked.length > 0 ? await readDoubts(session, campaign, asked) : [];
  const known = new Map<string, Pick<Doubt, 'token' | 'counted'>>(
    rows.map((row) => [nameOf(row), row]),
  );
  const put = new Map<string, PlacedDoubt>();
  const cleared = new Map<string, Place>();
  return {
    doubts: {
      find: (place) => known.get(nameOf(place)),
      put: ({ chunk, position }, doubt) => {
        const name = nameOf({ chunk, position });
        known.set(name, doubt);
        cleared.delete(name);
        put.set(name, { campaign, chunk, position, ...doubt });
      },
      clear: (place) => {
        const name = nameOf(place);
        known.delete(name);
        put.delete(name);
        cleared.set(name, place);
      },
    },
    write: async () => {
      await clearDoubts(session, campaign, [...cleared.values()]);
      await putDoubts(session, [...put.values()]);
    },
  };
};

/** How many are to be sent again, or are begun again. */
export const countAgain = async (session: Session, campaign: number): Promise<number> => {
  const row = await session.get<{ again: number }>(
    'select count(*) again from @campaign_in_doubt where campaign = $1 and again',
    campaign,
  );
  return row?.again ?? 0;
};
