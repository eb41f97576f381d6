import type { Moment, Promised } from '../moment.js';

/** What holds of the answers that commands were given. */
export const answerPromises: readonly Promised[] = [
  {
    id: 'cancel-is-answered-truly',
    says: 'A cancel is accepted out of ready or sending, repeated with the one cancellation there is, or too late because the campaign is sent.',
    broken: ({ after, world: { facts } }) => {
      for (const { answer } of facts.said) {
        if (answer === null || answer.event !== 'CANCEL') continue;
        const { cancellation } = after.record;
        const isCancelled = after.record.status === 'cancelled';
        if (answer.accepted || answer.reason === 'repeated') {
          if (!isCancelled) return `accepted, and the campaign is ${after.record.status}`;
          if (JSON.stringify(answer.cancellation) !== JSON.stringify(cancellation))
            return `${JSON.stringify(answer.cancellation)} instead of the original cancellation`;
          if (answer.accepted && answer.from !== cancellation?.from) return `from ${answer.from}`;
        } else if (after.record.status !== 'sent') return `${answer.reason}, and it is not sent`;
      }
      return null;
    },
  },
  {
    id: 'one-cancel-wins',
    says: 'Of all cancels one is accepted, and only the same command is told so again.',
    broken: ({ world: { facts } }: Moment) => {
      const won = facts.said.filter(({ answer }) => answer?.event === 'CANCEL' && answer.accepted);
      const commands = new Set(won.map(({ command }) => command));
      if (commands.size > 1) return [...commands].join(' and ');
      const first = won.filter(({ answer }) => !answer?.replayed);
      return first.length > 1 ? `${first.length} are told that they were the first` : null;
    },
  },
  {
    id: 'the-same-command-the-same-answer',
    says: 'Who asks again with a command id is given the decision that it was answered with.',
    broken: ({ after, world: { facts } }) => {
      for (const { command, answer } of facts.said) {
        if (answer === null || command === '') continue;
        const entry = after.history.find(({ commandId }) => commandId === command);
        if (entry === undefined) return `${command} was answered and is not in the history`;
        if (entry.decision?.accepted !== answer.accepted)
          return `${command} was answered otherwise`;
      }
      return null;
    },
  },
  {
    id: 'done-is-done',
    says: 'A worker gives up its job only when the campaign is sent or cancelled.',
    broken: ({ world: { facts } }) => {
      const early = facts.done.find(({ status }) => status !== 'sent' && status !== 'cancelled');
      return early ? `${early.process} did while it was ${early.status}` : null;
    },
  },
  {
    id: 'dispatch-ends-truly',
    says: 'A dispatch is completed if the campaign is sent, and stopped by a cancel if there was one.',
    broken: ({ after, world: { facts } }) => {
      const { status } = after.record;
      for (const { process, result } of facts.dispatched) {
        if (result.outcome === 'completed' && status !== 'sent')
          return `${process} completed it, and it is ${status}`;
        if (
          result.outcome === 'stopped' &&
          result.because === 'cancelled' &&
          status !== 'cancelled'
        )
          return `${process} was stopped by a cancel, and it is ${status}`;
      }
      return null;
    },
  },
];
