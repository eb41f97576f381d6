import type { Sabotage } from './sabotage.js';

const commit = 'adapters/memory/commit-step.ts';
const commands = 'service/commands.ts';

/** The rules of the commands: load, decide, compare-and-set, decide again. */
export const commandSabotages: readonly Sabotage[] = [
  {
    name: 'compare-and-set-dropped',
    rule: 'The status is written only where it still is what was decided on.',
    patches: [
      {
        file: commit,
        find: "if (campaign.status !== decision.from) return { outcome: 'moved', campaign };",
        replace: '',
      },
    ],
    scenario: 'race',
    breaks: ['only-moves-of-the-lifecycle', 'ends-as-decided'],
  },
  {
    name: 'lost-race-not-decided-again',
    rule: 'A command that lost a race is decided again on the fresh status.',
    patches: [
      {
        file: commands,
        find: '    campaign = result.campaign;\n',
        replace:
          "    if (result.outcome === 'moved') return finish(answerOf(commandId, refusedByGuard(result.campaign, event), result.campaign));\n    campaign = result.campaign;\n",
      },
    ],
    scenario: 'race',
    breaks: ['cancel-is-answered-truly'],
  },
  {
    name: 'replay-dropped',
    rule: 'The same command id is given the answer that it got before.',
    patches: [
      {
        file: commit,
        find: "if (entry) return { outcome: 'replayed', campaign, entry };",
        replace: '',
      },
    ],
    scenario: 'two-cancels',
    breaks: ['history-tells-it-all'],
  },
  {
    name: 'replay-not-told',
    rule: 'A replayed answer is the decision of that time, not one of now.',
    patches: [
      {
        file: commands,
        find: 'answerOf(commandId, replay(result.entry, event), result.campaign, true)',
        replace: 'answerOf(commandId, decision, result.campaign, true)',
      },
    ],
    scenario: 'two-cancels',
    breaks: ['the-same-command-the-same-answer'],
  },
  {
    name: 'start-before-its-time',
    rule: 'START is guarded by the due time, in the statement that moves the status.',
    patches: [{ file: commit, find: 'due: isDue,', replace: 'due: () => true,' }],
    scenario: 'not-due',
    breaks: ['starts-when-due'],
  },
  {
    name: 'complete-unsealed',
    rule: 'COMPLETE waits for the audience to be sealed.',
    patches: [{ file: commit, find: 'audience.sealed && !chunks', replace: '!chunks' }],
    scenario: 'two-writers',
    breaks: ['sent-is-settled'],
  },
  {
    name: 'complete-unsettled',
    rule: 'COMPLETE waits until nobody is pending, claimed or begun.',
    patches: [
      {
        file: commit,
        find: 'audience.sealed && !chunks.some(({ states }) => isOpen(states))',
        replace: 'audience.sealed',
      },
    ],
    scenario: 'deliver',
    breaks: ['sent-is-settled'],
  },
  {
    name: 'commands-without-guards',
    rule: 'The guards go with the command into the commit.',
    patches: [
      { file: commands, find: '...(guard && decision.accepted ? { guard } : {}),', replace: '' },
    ],
    scenario: 'not-due',
    breaks: ['starts-when-due'],
  },
  {
    name: 'cancellation-not-attached',
    rule: 'A repeated cancel is given the original cancellation.',
    patches: [
      {
        file: commands,
        find: 'cancellation: campaign.cancellation,',
        replace: 'cancellation: null,',
      },
    ],
    scenario: 'two-cancels',
    breaks: ['cancel-is-answered-truly'],
  },
  {
    name: 'compare-and-set-dropped-from-cancel',
    rule: 'Of two cancels at once one wins, and the other is told so.',
    patches: [
      {
        file: commit,
        find: "if (campaign.status !== decision.from) return { outcome: 'moved', campaign };",
        replace:
          "if (campaign.status !== decision.from && decision.event !== 'CANCEL') return { outcome: 'moved', campaign };",
      },
    ],
    scenario: 'two-cancels',
    breaks: ['only-moves-of-the-lifecycle', 'one-cancel-wins'],
  },
  {
    name: 'cancellation-not-written',
    rule: 'Who cancelled, when and why is part of the write that moves the status.',
    patches: [{ file: commit, find: '...(isCancel\n', replace: '...(isCancel && now < 0\n' }],
    scenario: 'race',
    breaks: ['one-cancellation'],
  },
  {
    name: 'history-not-written',
    rule: 'The history entry is part of the write that moves the status.',
    patches: [
      { file: commit, find: 'history: [...row.history, line]', replace: 'history: row.history' },
    ],
    scenario: 'race',
    breaks: ['history-tells-it-all'],
  },
  {
    name: 'too-early-job-dropped',
    rule: 'A worker that comes too early tries again later.',
    patches: [
      {
        file: 'service/dispatcher.ts',
        find: 'return again(dueAt === null ? retryMs : Math.max(1, dueAt - now));',
        replace: 'return dueAt === null ? again(retryMs) : done;',
      },
    ],
    scenario: 'not-due',
    breaks: ['done-is-done'],
  },
];
