import { decide } from '../../../src/lifecycle/index.js';
import { type Moment, movesOf, type Promised, placesOf } from '../moment.js';

const movedTo = ({ before, after }: Moment): string | null =>
  before.record.status === after.record.status ? null : after.record.status;

/** What holds of a campaign's status and its audit trail. */
export const statusPromises: readonly Promised[] = [
  {
    id: 'only-moves-of-the-lifecycle',
    says: 'The status moves only as the lifecycle has it, so never out of sent or cancelled.',
    broken: ({ before, after }) => {
      const from = before.record.status;
      const to = after.record.status;
      const entry = after.history.at(-1);
      if (from === to) return null;
      if (entry === undefined || entry.event === 'CREATE' || entry.event === 'ADOPT')
        return `${from} became ${to} without a word in the history`;
      const decision = decide(from, { type: entry.event });
      return decision.accepted && decision.to === to ? null : `${from} became ${to}`;
    },
  },
  {
    id: 'history-tells-it-all',
    says: 'The accepted decisions of the history, in order, lead from draft to the present status.',
    broken: ({ after }) => {
      let status = 'draft';
      for (const [index, { decision, sequence }] of after.history.entries()) {
        if (sequence !== index + 1) return `line ${index + 1} has the sequence ${sequence}`;
        if (decision && decision.from !== status) return `line ${sequence} starts elsewhere`;
        if (decision?.accepted) status = decision.to;
      }
      const ids = new Set(after.history.map(({ commandId }) => commandId));
      if (ids.size !== after.history.length) return 'a command is in it twice';
      return status === after.record.status ? null : `it ends in ${status}`;
    },
  },
  {
    id: 'one-cancellation',
    says: 'A cancelled campaign has one cancellation, written with the status and never changed.',
    broken: ({ before, after }) => {
      const was = before.record.cancellation;
      const is = after.record.cancellation;
      if (was !== null && JSON.stringify(was) !== JSON.stringify(is)) return 'it changed';
      if ((is !== null) !== (after.record.status === 'cancelled')) return 'status and cancellation';
      return is !== null && is.from !== 'ready' && is.from !== 'sending' ? `from ${is.from}` : null;
    },
  },
  {
    id: 'starts-when-due',
    says: 'START is accepted only when its time has come by the clock of the store.',
    broken: (moment) =>
      movedTo(moment) === 'sending' && (moment.after.record.dueAt ?? 0) > moment.world.now.ms
        ? `due at ${moment.after.record.dueAt}, it is ${moment.world.now.ms}`
        : null,
  },
  {
    id: 'sent-is-settled',
    says: 'A campaign is sent only with its whole audience written and every recipient settled.',
    broken: (moment) => {
      if (movedTo(moment) !== 'sent') return null;
      const { after, scenario } = moment;
      if (!after.audience.sealed) return 'the audience is not sealed';
      if (scenario.hasOwnLoop) return null;
      const known = new Set(placesOf(after).map(({ id }) => id));
      const missing = scenario.audience.find((id) => !known.has(id));
      if (missing !== undefined) return `${missing} was never in the ledger`;
      const open = placesOf(after).find(({ letter }) => !'dfim'.includes(letter));
      return open ? `${open.id} is ${open.letter}` : null;
    },
  },
  {
    id: 'quiet-unless-sending',
    says: 'Unless the campaign is sending nothing is claimed, begun, leased, appended or sealed.',
    broken: (moment) => {
      const { before, after } = moment;
      if (before.record.status === 'sending' || before === after) return null;
      const begun = movesOf(moment).find(({ to }) => 'bB'.includes(to));
      if (begun) return `${begun.id} was begun`;
      if (after.leases.length > before.leases.length) return 'a lease was taken';
      if (after.audience.size !== before.audience.size) return 'the audience grew';
      if (after.audience.sealed !== before.audience.sealed) return 'the audience was sealed';
      if (after.audience.owner !== null && after.audience.owner !== before.audience.owner)
        return 'the audience has a new writer';
      const claimed = after.chunks.find(
        ({ owner }, index) => owner !== null && owner !== before.chunks[index]?.owner,
      );
      return claimed ? `${claimed.owner} claimed a chunk` : null;
    },
  },
];
