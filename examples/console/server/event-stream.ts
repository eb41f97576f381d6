import type { News } from './news.js';

/** Comments that keep the connection from being taken for a dead one. */
const heartbeatMs = 15_000;

/** Who has not read this much is not reading: it is let go, and may come back for what it missed. */
const unreadMaxBytes = 1_048_576;

const reconnectInMs = 1_000;

/** The news as the body of an answer to one reader. */
export const openEventStream = (
  news: News,
  lastEventId: string | undefined,
): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder();
  let end = (): void => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const beat = setInterval(() => write(':\n\n'), heartbeatMs).unref();
        let unlisten = (): void => {};
        let isOpen = true;
        end = () => {
          isOpen = false;
          clearInterval(beat);
          unlisten();
        };
        const write = (text: string): void => {
          if (!isOpen) return;
          controller.enqueue(encoder.encode(text));
          if ((controller.desiredSize ?? 0) > 0) return;
          end();
          controller.error(new Error('The reader of this event stream does not read.'));
        };
        write(`retry: ${reconnectInMs}\n\n`);
        unlisten = news.listen(
          {
            tell: write,
            end: () => {
              end();
              controller.close();
            },
          },
          lastEventId,
        );
        // What was missed was more than it may leave unread.
        if (!isOpen) unlisten();
      },
      cancel: () => end(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: unreadMaxBytes }),
  );
};
