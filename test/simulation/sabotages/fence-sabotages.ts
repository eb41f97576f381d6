import type { Sabotage } from './sabotage.js';

const leases = 'adapters/memory/lease-rows.ts';
const ledger = 'adapters/memory/memory-ledger.ts';
const audience = 'adapters/memory/memory-audience.ts';
const work = 'adapters/memory/work.ts';
const settle = 'adapters/memory/settle-step.ts';
const chunk = 'service/chunk.ts';

/** The rules of the ledger: the fence, leases, and what becomes of a recipient. */
export const fenceSabotages: readonly Sabotage[] = [
  {
    name: 'no-fence-at-all',
    rule: 'START is the fence: whatever its answer, a lease is given only while sending.',
    patches: [
      {
        file: 'service/dispatcher.ts',
        find: "if (answer.accepted || answer.reason === 'repeated') return 'dispatch';",
        replace: "if (Number.isInteger(now)) return 'dispatch';",
      },
      {
        file: 'adapters/memory/memory-leases.ts',
        find: "if (row.record.status !== 'sending') return refusal('not-sending');",
        replace: '',
      },
    ],
    scenario: 'start-or-cancel',
    breaks: ['quiet-unless-sending'],
  },
  {
    name: 'no-fence-for-anything',
    rule: 'No message is handed over before START has committed.',
    patches: [
      {
        file: 'service/dispatcher.ts',
        find: "if (answer.accepted || answer.reason === 'repeated') return 'dispatch';",
        replace: "if (Number.isInteger(now)) return 'dispatch';",
      },
      {
        file: 'adapters/memory/memory-leases.ts',
        find: "if (row.record.status !== 'sending') return refusal('not-sending');",
        replace: '',
      },
      {
        file: leases,
        find: "row?.record.status === 'sending' && liveLease(row, token, now)",
        replace: 'row && liveLease(row, token, now)',
      },
      { file: ledger, find: "lease.held && lease.status === 'sending'", replace: 'lease.held' },
      {
        file: 'service/lease.ts',
        find: "else if (state.status !== 'sending') this.#stopFor('not-sending');",
        replace: '',
      },
    ],
    scenario: 'too-early',
    breaks: ['quiet-unless-sending', 'no-message-before-start'],
  },
  {
    name: 'claim-in-cancelled',
    rule: 'A claim, an append and a seal see the status sending.',
    patches: [
      {
        file: leases,
        find: "row?.record.status === 'sending' && liveLease(row, token, now)",
        replace: 'row && liveLease(row, token, now)',
      },
    ],
    scenario: 'deliver',
    breaks: ['quiet-unless-sending'],
  },
  {
    name: 'begin-in-cancelled',
    rule: 'A begin sees the status sending.',
    patches: [
      { file: ledger, find: "lease.held && lease.status === 'sending'", replace: 'lease.held' },
    ],
    scenario: 'deliver',
    breaks: ['quiet-unless-sending'],
  },
  {
    name: 'begun-in-cancelled-and-sent',
    rule: 'After the commit of a cancel at most that is handed over which was begun.',
    patches: [
      { file: ledger, find: "lease.held && lease.status === 'sending'", replace: 'lease.held' },
      {
        file: 'service/campaign-delivery.ts',
        find: 'this.#lease.heard(lease);',
        replace: '',
      },
    ],
    scenario: 'one-chunk',
    breaks: ['quiet-unless-sending', 'at-most-what-was-begun'],
  },
  {
    name: 'begin-without-token',
    rule: 'A lost token can begin nothing, and nobody can what another has claimed.',
    patches: [
      {
        file: ledger,
        find: "lease.held && lease.status === 'sending'",
        replace: "row.record.status === 'sending'",
      },
      {
        file: settle,
        find: 'if (chunk?.owner !== token) return null;',
        replace: 'if (!chunk) return null;',
      },
    ],
    scenario: 'frozen',
    breaks: ['begun-by-its-owner'],
  },
  {
    name: 'leases-never-expire',
    rule: 'A lease is live until it expires by the clock of the store.',
    patches: [
      { file: leases, find: 'endedAt === null && expiresAt > now;', replace: 'endedAt === null;' },
    ],
    scenario: 'takeover',
    breaks: ['counts-add-up'],
  },
  {
    name: 'begun-made-pending',
    rule: 'What was begun under a lease that is gone is in doubt, never pending.',
    patches: [
      {
        file: chunk,
        find: 'resendBegun ? letter.pendingAgain : letter.inDoubt',
        replace: 'resendBegun ? letter.pendingAgain : letter.pending',
      },
    ],
    scenario: 'takeover',
    breaks: ['begun-is-never-pending-again', 'nobody-twice'],
  },
  {
    name: 'claim-of-what-is-held',
    rule: 'A chunk is claimed only from nobody or from a lease that has expired.',
    patches: [
      {
        file: work,
        find: 'isClaimable(chunk.states) && isFree(row, chunk, now);',
        replace: 'isClaimable(chunk.states);',
      },
    ],
    scenario: 'deliver',
    breaks: ['a-claim-is-exclusive'],
  },
  {
    name: 'retry-at-once',
    rule: 'A retry waits until its time.',
    patches: [
      {
        file: work,
        find: 'chunk.notBefore <= now && isClaimable(chunk.states) && isFree',
        replace: 'isClaimable(chunk.states) && isFree',
      },
    ],
    scenario: 'outcomes',
    breaks: ['retries-wait'],
  },
  {
    name: 'late-answer-beats-the-owner',
    rule: 'A late answer corrects only what is in doubt, nothing that somebody else is at work on.',
    patches: [
      {
        file: settle,
        find: 'if (chunk.doubts[position]?.token !== token) return null;',
        replace: "if (state !== letter.inDoubt && chunk.owner !== token) return 'correct';",
      },
      { file: chunk, find: 'return isDoubtful && isTrue ?', replace: 'return isTrue ?' },
    ],
    scenario: 'late',
    breaks: ['outcomes-are-final', 'settled-by-its-owner'],
  },
  {
    name: 'audience-without-owner',
    rule: 'One live lease writes the audience.',
    patches: [
      {
        file: audience,
        find: "if (owner !== null && owner !== lease.token) return 'busy';",
        replace: '',
      },
    ],
    scenario: 'two-writers',
    breaks: ['a-claim-is-exclusive'],
  },
  {
    name: 'two-writers-at-once',
    rule: 'Only the owner of the audience appends and seals.',
    patches: [
      {
        file: audience,
        find: "if (owner !== null && owner !== lease.token) return 'busy';",
        replace: '',
      },
      {
        file: audience,
        find: 'return row?.audience.owner === lease.token ? row : undefined;',
        replace: 'return row;',
      },
    ],
    scenario: 'two-writers',
    breaks: ['a-claim-is-exclusive', 'one-writer'],
  },
  {
    name: 'ended-lease-holds-on',
    rule: 'A lease that has ended holds nobody.',
    patches: [
      {
        file: leases,
        find: 'chunks: row.chunks.map((chunk) => releaseChunk(chunk, token, resendBegun)),',
        replace: 'chunks: row.chunks,',
      },
    ],
    scenario: 'materialise',
    breaks: ['all-is-settled'],
  },
  {
    name: 'append-without-dedupe',
    rule: 'Recipients who are in the audience already are passed over.',
    patches: [
      {
        file: audience,
        find: 'recipients.filter(({ id }) => !ids.has(id) && ids.add(id))',
        replace: 'recipients.filter(({ id }) => ids.add(id))',
      },
    ],
    scenario: 'two-writers',
    breaks: ['once-in-the-audience'],
  },
  {
    name: 'sealed-too-early',
    rule: 'The audience is sealed when its iterator has ended.',
    patches: [
      {
        file: 'service/materialise.ts',
        find: "if ((await ledger.ownAudience(lease.ref)) !== 'owned') return;",
        replace:
          "if ((await ledger.ownAudience(lease.ref)) !== 'owned') return;\n  await ledger.seal(lease.ref);",
      },
    ],
    scenario: 'materialise',
    breaks: ['sent-is-settled'],
  },
  {
    name: 'exclusive-lease-shared',
    rule: 'An exclusive lease is alone.',
    patches: [
      {
        file: 'adapters/memory/memory-leases.ts',
        find: "if (live.some((lease) => exclusive || lease.exclusive)) return refusal('held');",
        replace: '',
      },
    ],
    scenario: 'own-loop',
    breaks: ['an-exclusive-lease-is-alone'],
  },
  {
    name: 'expiry-not-derived',
    rule: 'Expiry is derived at the moment of reading.',
    patches: [
      {
        file: 'adapters/memory/tally.ts',
        find: 'sum.begun += isHeld ? found.begun : 0;',
        replace: 'sum.begun += found.begun;',
      },
    ],
    scenario: 'frozen',
    breaks: ['counts-add-up'],
  },
  {
    name: 'late-hand-overs-not-counted',
    rule: 'A hand-over since the cancel is counted when it is settled.',
    patches: [
      {
        file: settle,
        find: 'handedOverAt >= record.cancellation.at;',
        replace: 'handedOverAt < record.cancellation.at;',
      },
    ],
    scenario: 'one-chunk',
    breaks: ['late-hand-overs-are-counted'],
  },
];
