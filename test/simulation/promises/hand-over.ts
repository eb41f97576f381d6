import type { LeaseRef } from '../../../src/service/recipient-ledger.js';
import { isLive, type Moment, movesOf, type Promised, placesOf, processOf } from '../moment.js';

const acceptedStart = ({ after }: Moment): boolean =>
  after.history.some(({ event, decision }) => event === 'START' && decision?.accepted === true);

/** The first hand-over of this step about which `wrong` has something to say. */
const each = (
  moment: Moment,
  wrong: (recipient: string, process: string) => boolean,
): string | null => {
  const found = moment.world.newHandOvers.find(({ recipient, process }) =>
    wrong(recipient, process),
  );
  return found ? `${found.process} handed over ${found.recipient}` : null;
};

const isBegunUnderLiveLease = ({ after, world }: Moment, recipient: string, process: string) =>
  placesOf(after).some(
    ({ id, letter, owner }) =>
      id === recipient &&
      'bB'.includes(letter) &&
      processOf(owner) === process &&
      isLive(after, owner, world.now.ms),
  );

const holdsLease = ({ after, world }: Moment, process: string) =>
  after.leases.some(
    ({ token }) => processOf(token) === process && isLive(after, token, world.now.ms),
  );

/** What holds whenever a message leaves. */
export const handOverPromises: readonly Promised[] = [
  {
    id: 'no-message-before-start',
    says: 'No message is handed over before START has committed.',
    broken: (moment) => each(moment, () => !acceptedStart(moment)),
  },
  {
    id: 'only-what-was-begun',
    says: 'A message is handed over once for each time that its process began it, and never else.',
    broken: ({ world: { facts }, scenario }) => {
      if (scenario.hasOwnLoop) return null;
      const wrong = Object.entries(facts.begun).find(([, n]) => n < 0);
      return wrong ? `${wrong[0]} left, or was given back, without having been begun` : null;
    },
  },
  {
    id: 'lease-is-live',
    says: 'A message is handed over under a lease that is live at that moment.',
    broken: (moment) =>
      each(moment, (recipient, process) =>
        moment.scenario.hasOwnLoop
          ? !holdsLease(moment, process)
          : !isBegunUnderLiveLease(moment, recipient, process),
      ),
  },
  {
    id: 'nobody-twice',
    says: 'Nobody is handed the same message again, unless it was surely not accepted before.',
    broken: ({ world: { facts }, scenario }) => {
      if (scenario.deliveryIsIdempotent || scenario.hasOwnLoop) return null;
      const seen = new Set<string>();
      for (const { recipient, outcome } of facts.handOvers) {
        if (seen.has(recipient)) return `${recipient} got it twice`;
        if (outcome !== 'retry') seen.add(recipient);
      }
      return null;
    },
  },
  {
    id: 'at-most-what-was-begun',
    says: 'After the commit of a cancel at most that is handed over which was begun before it.',
    broken: ({ world: { facts }, scenario }) =>
      scenario.hasOwnLoop || facts.paidSinceCancel <= (facts.owedAtCancel ?? 0)
        ? null
        : `${facts.paidSinceCancel} hand-overs after the cancel, ${facts.owedAtCancel} were begun`,
  },
  {
    id: 'stops-when-told',
    says: 'Whoever holds a lease and hears of the cancel, from the signal, a beat or the ledger, hands over nothing after that.',
    broken: (moment) =>
      each(moment, (_, process) =>
        moment.world.facts.warned.some(
          (token) =>
            processOf(token) === process && isLive(moment.after, token, moment.world.now.ms),
        ),
      ),
  },
  {
    id: 'stops-when-asked',
    says: 'A process that was asked to end hands over nothing after that.',
    broken: (moment) =>
      each(moment, (_, name) =>
        moment.world.processes.some((process) => process.name === name && process.shutdown.aborted),
      ),
  },
  {
    id: 'ends-empty-handed',
    says: 'Whoever gives a lease back has settled all that it had begun.',
    broken: (moment) => {
      const { done, before, world } = moment;
      if (done?.label !== 'ledger.endLease') return null;
      const { token } = done.input[0] as LeaseRef;
      if (!isLive(before, token, world.now.ms)) return null;
      const left = movesOf(moment).find(
        ({ from, before: { owner } }) => 'bB'.includes(from) && owner === token,
      );
      return left ? `${left.id} was begun` : null;
    },
  },
  {
    id: 'retries-wait',
    says: 'Who could not be reached is not tried again before the time that was asked for.',
    broken: ({ world: { facts, newHandOvers } }) => {
      const early = newHandOvers.find((next) =>
        facts.handOvers.some(
          (last) =>
            last !== next && last.recipient === next.recipient && next.at < last.at + last.waitMs,
        ),
      );
      return early ? `${early.recipient} was` : null;
    },
  },
  {
    id: 'stopped-is-stopped',
    says: 'Once a receipt is settled, nothing is handed over any more.',
    broken: (moment) => each(moment, () => moment.world.facts.stoppedAt !== null),
  },
  {
    id: 'few-are-begun',
    says: 'At most twice the concurrency is begun in a process at any moment.',
    broken: ({ world, after, scenario }) => {
      const many = world.processes.find(
        ({ name }) =>
          placesOf(after).filter(
            ({ letter, owner }) => 'bB'.includes(letter) && processOf(owner) === name,
          ).length >
          2 * scenario.concurrency,
      );
      return many ? `${many.name} has begun more than that` : null;
    },
  },
];
