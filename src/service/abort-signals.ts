/**
 * What a subscriber hears: `abort` — this campaign was cancelled, for certain. `look` — something may
 * have been missed (a reconnect, a change of unknown kind): read the status.
 */
export type AbortNews = 'abort' | 'look';

/**
 * The fast one of the three nets under a dispatch: news of a cancel, pushed to every worker. It may
 * lose, repeat and delay messages; the beat and the fence in the ledger do not depend on it.
 */
export interface AbortSignals<Tx = unknown> {
  /** `true`: `publish` takes part in the store's transaction and is heard if and only if it commits. */
  readonly joinsTransaction: boolean;
  /**
   * `true`: a commit of the store that cancels is heard by itself, in every process, so that nothing
   * has to be published for it. `publish` is for what was cancelled in another way.
   */
  readonly toldByCommit?: boolean;
  /** Resolves when the message is out, not when it was heard. */
  publish(campaignId: string, tx?: Tx): Promise<void> | void;
  /**
   * Calls `listener` for this campaign, also for what this process published itself. Resolves when
   * it listens; the caller reads the status after that. The function it gives ends it, at once.
   */
  subscribe(campaignId: string, listener: (news: AbortNews) => void): Promise<() => void>;
}
