import type { Envelope } from './inspection-message.js';

interface Kept {
  readonly type: Envelope['type'];
  readonly text: string;
}

/** What is kept of one campaign: enough to draw it, and what happened last. */
interface Session {
  actor: Kept | null;
  /** The latest snapshot that is no longer among the recent ones. */
  snapshot: Kept | null;
  readonly recent: Kept[];
}

// More than fits on a screen; and what a process can spare without anybody noticing.
const recentMax = 50;
const defaultBytesMax = 8 * 1024 * 1024;

const keptIn = ({ actor, snapshot, recent }: Session): readonly Kept[] =>
  [actor, snapshot, ...recent].filter((kept) => kept !== null);

/**
 * What a viewer that connects late has to be told: of every campaign its definition, where it is, and its
 * last events. The campaign that was silent for longest is forgotten where there is no room.
 */
export class RecentMessages {
  readonly #sessions = new Map<string, Session>();
  readonly #bytesMax: number;
  #bytes = 0;

  constructor({ bytesMax = defaultBytesMax }: { readonly bytesMax?: number } = {}) {
    this.#bytesMax = bytesMax;
  }

  keep({ sessionId, type }: Envelope, text: string): void {
    const session = this.#sessions.get(sessionId) ?? { actor: null, snapshot: null, recent: [] };
    this.#sessions.delete(sessionId);
    this.#sessions.set(sessionId, session);
    this.#bytes += text.length;
    const kept = { type, text };
    if (type === '@xstate.actor') this.#begin(session, kept);
    else session.recent.push(kept);
    if (session.recent.length > recentMax) this.#retire(session);
    while (this.#bytes > this.#bytesMax) this.#forgetOldest();
  }

  /** In the order in which it came, campaign by campaign. */
  replay(): readonly string[] {
    return [...this.#sessions.values()].flatMap(keptIn).map(({ text }) => text);
  }

  /** Announced anew, a campaign is where its announcement says. */
  #begin(session: Session, actor: Kept): void {
    for (const { text } of keptIn(session)) this.#bytes -= text.length;
    session.actor = actor;
    session.snapshot = null;
    session.recent.length = 0;
  }

  #retire(session: Session): void {
    const oldest = session.recent.shift();
    if (!oldest) return;
    const isSnapshot = oldest.type === '@xstate.snapshot';
    this.#bytes -= (isSnapshot ? session.snapshot : oldest)?.text.length ?? 0;
    if (isSnapshot) session.snapshot = oldest;
  }

  #forgetOldest(): void {
    const [oldest] = this.#sessions;
    if (!oldest) return;
    const [sessionId, session] = oldest;
    for (const { text } of keptIn(session)) this.#bytes -= text.length;
    this.#sessions.delete(sessionId);
  }
}
