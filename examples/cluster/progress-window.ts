import type { ProgressEvent } from 'campaign-machine/service';

/** What a worker did for a campaign within a second or so, out of many group commits. */
export interface ProgressWindow extends ProgressEvent {
  /** When the first of these commits was; `at` is the last. */
  readonly since: number;
}

type Codes = ProgressEvent['codes'];

const sumOf = (some: Codes, more: Codes): Codes => {
  const sum: Record<string, number> = { ...some };
  for (const [code, count] of Object.entries(more)) sum[code] = (sum[code] ?? 0) + count;
  return sum;
};

const added = (known: ProgressWindow, event: ProgressEvent): ProgressWindow => ({
  ...event,
  since: known.since,
  delivered: known.delivered + event.delivered,
  failed: known.failed + event.failed,
  inDoubt: known.inDoubt + event.inDoubt,
  retried: known.retried + event.retried,
  codes: sumOf(known.codes, event.codes),
});

/**
 * Adds up progress and hands it on once every `everyMs`, a sum for each campaign: a worker commits many
 * times a second, which is more than anybody wants to read. `flush` hands on what is there.
 */
export const createProgressWindows = (hear: (window: ProgressWindow) => void, everyMs = 1_000) => {
  const windows = new Map<string, ProgressWindow>();
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const done = [...windows.values()];
    windows.clear();
    for (const window of done) hear(window);
  };

  return {
    flush,
    add(event: ProgressEvent): void {
      const known = windows.get(event.campaignId);
      windows.set(event.campaignId, known ? added(known, event) : { ...event, since: event.at });
      timer ??= setTimeout(flush, everyMs).unref();
    },
  };
};
