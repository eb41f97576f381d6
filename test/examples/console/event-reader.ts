import { vi } from 'vitest';
import type { ServerNews } from '../../../examples/console/api.js';

/** One event as a browser would hand it on. */
export interface ReceivedEvent {
  readonly id: string;
  readonly name: keyof ServerNews;
  readonly data: ServerNews[keyof ServerNews];
}

/** A page that listens. */
export interface EventReader {
  readonly events: readonly ReceivedEvent[];
  readonly hello: () => Promise<ServerNews['hello']>;
  /** The rows it was told of one campaign, in order. */
  rows(id: string): ServerNews['campaign'][];
  lastId(): string;
  /** Resolves when the connection has ended. */
  readonly ended: Promise<void>;
  close(): void;
}

const eventOf = (block: string): ReceivedEvent | undefined => {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  const [id, name, data] = [field('id'), field('event'), field('data')];
  if (id === undefined || name === undefined || data === undefined) return undefined;
  return { id, name: name as keyof ServerNews, data: JSON.parse(data) };
};

/** Opens `/api/events` and reads what comes. */
export const readEvents = async (origin: string, lastEventId?: string): Promise<EventReader> => {
  const closing = new AbortController();
  const response = await fetch(`${origin}/api/events`, {
    signal: closing.signal,
    headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
  });
  const events: ReceivedEvent[] = [];
  const read = async (): Promise<void> => {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) {
      const blocks = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const event of blocks.map(eventOf)) if (event) events.push(event);
    }
  };
  return {
    events,
    hello: () =>
      vi.waitFor(() => {
        const [first] = events;
        if (first?.name !== 'hello') throw new Error('Expected hello first.');
        return first.data as ServerNews['hello'];
      }),
    rows: (id) =>
      events
        .filter(({ name }) => name === 'campaign')
        .map(({ data }) => data as ServerNews['campaign'])
        .filter((row) => row.id === id),
    lastId: () => events.at(-1)?.id ?? '',
    ended: read().catch(() => {}),
    close: () => closing.abort(),
  };
};
