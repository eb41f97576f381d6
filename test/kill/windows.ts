import type { KillPoint } from './kill-point.js';

/** One place to die at, and who dies there. */
export interface Scene extends Pick<KillPoint, 'when' | 'step' | 'since'> {
  readonly role: 'worker' | 'canceller' | 'scheduler';
  /** What a canceller finds. */
  readonly from?: 'ready' | 'sending';
  /** It comes by here at least so often; which time is the last one is drawn. */
  readonly nthMax: number;
  /** With a queue and signals that do not join the store's transaction. */
  readonly isOutside?: boolean;
}

const worker = (when: Scene['when'], step: Scene['step'], nthMax = 1): Scene => ({
  role: 'worker',
  when,
  step,
  nthMax,
});

const outside = (
  role: Scene['role'],
  when: Scene['when'],
  step: Scene['step'],
  from: Scene['from'] = 'sending',
): Scene => ({ role, when, step, from, nthMax: 1, isOutside: true });

/** The windows that are named in what is promised, each with the places in it. */
export const namedWindows = {
  'commit → effect': [
    outside('canceller', 'before', 'publish'),
    outside('canceller', 'before', 'dequeue', 'ready'),
    outside('scheduler', 'before', 'enqueue'),
    outside('canceller', 'after', 'commit CANCEL'),
    outside('canceller', 'after', 'commit CANCEL', 'ready'),
    outside('scheduler', 'after', 'commit SCHEDULE'),
  ],
  'START → ledger': [
    worker('after', 'commit START'),
    worker('before', 'take lease'),
    { ...worker('after', 'commit START'), isOutside: true },
    worker('before', 'own audience'),
  ],
  'claim → begun': [
    worker('after', 'claim', 3),
    worker('before', 'begin', 3),
    { ...worker('before', 'begin', 3), isOutside: true },
  ],
  'begun → settle': [
    worker('after', 'begin', 3),
    worker('before', 'request', 5),
    worker('after', 'request', 5),
    worker('after', 'answer', 5),
    worker('before', 'settle', 3),
    { ...worker('before', 'settle', 3), isOutside: true },
  ],
  'settle → COMPLETE': [
    { ...worker('before', 'commit COMPLETE'), since: 'settle' },
    worker('after', 'settle', 3),
    { ...worker('before', 'commit COMPLETE'), since: 'settle', isOutside: true },
  ],
} satisfies Record<string, readonly Scene[]>;

/** Others in which nothing may go wrong either. */
export const otherWindows = {
  'inside a transaction': [
    worker('before', 'sql commit', 12),
    { role: 'canceller', from: 'sending', when: 'before', step: 'sql commit', nthMax: 1 },
  ],
  'audience half written': [
    worker('before', 'append', 3),
    worker('after', 'append', 3),
    worker('before', 'seal'),
  ],
  'effect → recorded': [
    outside('canceller', 'before', 'settle effects'),
    outside('scheduler', 'after', 'enqueue'),
    outside('canceller', 'after', 'dequeue', 'ready'),
  ],
} satisfies Record<string, readonly Scene[]>;

export type WindowName = keyof typeof namedWindows | keyof typeof otherWindows;

const scenes: Record<WindowName, readonly Scene[]> = { ...namedWindows, ...otherWindows };

/** The windows in the order in which kills are dealt out: of the others one after all named ones. */
const dealt = (Object.keys(otherWindows) as WindowName[]).flatMap((other) => [
  ...(Object.keys(namedWindows) as WindowName[]),
  other,
]);

/** One kill that is planned. */
export interface PlannedKill {
  readonly window: WindowName;
  readonly scene: Scene;
}

/** So many kills, spread over the windows, and within a window over its scenes. */
export const planKills = (count: number): readonly PlannedKill[] => {
  const used = new Map<WindowName, number>();
  return Array.from({ length: count }, (_, index) => {
    const window = dealt[index % dealt.length] as WindowName;
    const turn = used.get(window) ?? 0;
    used.set(window, turn + 1);
    return { window, scene: scenes[window][turn % scenes[window].length] as Scene };
  });
};
