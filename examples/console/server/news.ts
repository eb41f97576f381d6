import { randomUUID } from 'node:crypto';
import type { ServerNews } from '../api.js';

/** Characters that are kept for those who come back: a minute or more of one dispatch. */
const keptMax = 262_144;

/** Somebody who is told. */
export interface Listener {
  tell(event: string): void;
  end(): void;
}

const eventText = <Name extends keyof ServerNews>(
  id: string,
  name: Name,
  data: ServerNews[Name],
): string => `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

/**
 * The news of this server as server-sent events. The last ones are kept, so that who was away for a
 * moment gets what was missed.
 */
export const createNews = ({ inspects } = { inspects: false }) => {
  const server = randomUUID();
  const kept: string[] = [];
  const listeners = new Set<Listener>();
  let [count, keptLength] = [0, 0];

  const keep = (event: string): void => {
    kept.push(event);
    keptLength += event.length;
    while (keptLength > keptMax) keptLength -= kept.shift()?.length ?? keptLength;
  };

  /** What was told after the event with this id; `undefined` if nobody knows any more. */
  const missedSince = (lastEventId: string | undefined): readonly string[] | undefined => {
    const [, from, digits] = /^(.+)\.(\d{1,15})$/.exec(lastEventId ?? '') ?? [];
    const missed = count - Number(digits);
    if (from !== server || missed < 0 || missed > kept.length) return undefined;
    return missed === 0 ? [] : kept.slice(-missed);
  };

  return {
    publish<Name extends keyof ServerNews>(name: Name, data: ServerNews[Name]): void {
      count += 1;
      const event = eventText(`${server}.${count}`, name, data);
      keep(event);
      for (const listener of [...listeners]) listener.tell(event);
    },

    /** Tells `hello` and what was missed, and from then on everything. The function it gives ends that. */
    listen(listener: Listener, lastEventId?: string): () => void {
      const missed = missedSince(lastEventId);
      // Who drops out right after `hello` asks again from there, not from where nothing was told yet.
      const id = missed && lastEventId !== undefined ? lastEventId : `${server}.${count}`;
      const hello = { server, resumed: missed !== undefined, now: Date.now(), inspects };
      listener.tell(eventText(id, 'hello', hello));
      for (const event of missed ?? []) listener.tell(event);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    /** Ends every connection: the server is going to stop. */
    close(): void {
      for (const listener of [...listeners]) listener.end();
      listeners.clear();
    },
  };
};

export type News = ReturnType<typeof createNews>;
