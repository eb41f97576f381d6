/** What is posted is delivered later, one after the other; what there is no room for is dropped. */
export interface Mailbox<Item> {
  /** Only takes the item: whatever delivering it costs, or comes to, does not reach the caller. */
  post(item: Item): void;
  /** How many were lost so far: for want of room, or because delivering them threw or rejected. */
  readonly dropped: number;
}

/**
 * A queue between somebody who must not be delayed and somebody who may be slow, fail, or never
 * answer. Each delivery has a turn of the event loop to itself, and the next one waits for it. When
 * there is no room the oldest is dropped: of what is watched, the latest matters most.
 */
export function createMailbox<Item>(
  waitingMax: number,
  deliver: (item: Item) => Promise<void>,
): Mailbox<Item> {
  const waiting: Item[] = [];
  let isDelivering = false;
  let dropped = 0;
  const next = async (): Promise<void> => {
    const item = waiting.shift();
    isDelivering = item !== undefined;
    if (item === undefined) return;
    try {
      await deliver(item);
    } catch {
      dropped += 1;
    }
    setImmediate(next);
  };
  return {
    post(item) {
      waiting.push(item);
      if (waiting.length > waitingMax) {
        waiting.shift();
        dropped += 1;
      }
      if (isDelivering) return;
      isDelivering = true;
      setImmediate(next);
    },
    get dropped() {
      return dropped;
    },
  };
}
