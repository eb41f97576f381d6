import type { Sabotage } from './sabotage.js';

const rows = 'adapters/memory/effect-rows.ts';
const commit = 'adapters/memory/commit-step.ts';
const effects = 'service/effects.ts';

/** The rules of effects: recorded with the status, carried out in order, settled as it was. */
export const effectSabotages: readonly Sabotage[] = [
  {
    name: 'effects-not-recorded',
    rule: 'What is left to carry out is recorded in the commit of the decision.',
    patches: [
      {
        file: commit,
        find: '? recorded(state, row.effects, change.effects, now)',
        replace: '? row.effects',
      },
    ],
    scenario: 'effects',
    breaks: ['effects-recorded-once'],
  },
  {
    name: 'effects-recorded-twice',
    rule: 'An effect is recorded exactly once.',
    patches: [
      {
        file: commit,
        find: 'return [...present, ...rows];',
        replace: 'return [...present, ...rows, ...rows];',
      },
    ],
    scenario: 'effects',
    breaks: ['effects-recorded-once'],
  },
  {
    name: 'superseded-carried-out',
    rule: 'The status is read again before an enqueue is carried out.',
    patches: [
      { file: effects, find: "if (effect === 'enqueue' && (await", replace: 'if (false && (await' },
    ],
    scenario: 'effects',
    breaks: ['superseded-stays-undone'],
  },
  {
    name: 'effects-out-of-order',
    rule: 'An effect waits for those of its campaign that were recorded before it.',
    patches: [
      {
        file: rows,
        find: 'const oldest = campaign.effects.find(isOpen);',
        replace: 'const oldest = campaign.effects.findLast(isOpen);',
      },
    ],
    scenario: 'effects',
    breaks: ['effects-in-order'],
  },
  {
    name: 'failed-effect-settled',
    rule: 'An effect that failed stays open and is tried again.',
    patches: [
      {
        file: effects,
        find: 'return { settled: null, event:',
        replace: "return { settled: { campaignId, effect, as: 'done' as const }, event:",
      },
    ],
    scenario: 'failing-effects',
    breaks: ['settled-as-it-was'],
  },
  {
    name: 'failed-effect-given-up',
    rule: 'An effect that failed is tried again, however often it failed.',
    patches: [{ file: rows, find: 'nextTryAt: now + retryInMs,', replace: 'nextTryAt: 1e15,' }],
    scenario: 'failing-effects',
    breaks: ['it-ends'],
  },
  {
    name: 'dequeue-leaves-the-job',
    rule: 'A dequeued campaign is gone from the queue.',
    patches: [
      {
        file: 'adapters/memory/memory-queue.ts',
        find: '      remove(rows, campaignId);\n',
        replace: '',
      },
    ],
    scenario: 'effects',
    breaks: ['dequeued-is-gone'],
  },
  {
    name: 'joined-effects-forgotten',
    rule: 'What the commit itself can carry out, it does.',
    patches: [
      {
        file: 'service/commands.ts',
        find: 'for (const effect of joined) await carryOut(context, effect, target, inner);',
        replace: 'void inner;',
      },
    ],
    scenario: 'one-transaction',
    breaks: ['stops-when-told'],
  },
  {
    name: 'sweep-without-relay',
    rule: 'A sweep carries out what is recorded.',
    patches: [
      {
        file: 'service/sweep.ts',
        find: '() => relayEffects(context));',
        replace: 'async () => 0);',
      },
    ],
    scenario: 'effects',
    breaks: ['it-ends'],
  },
];
