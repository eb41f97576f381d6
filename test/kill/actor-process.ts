import { once } from 'node:events';
import { type KillPoint, textOf } from './kill-point.js';
import { startProgram } from './start-program.js';

/** What the campaigns of these tests carry. */
export interface CampaignData {
  readonly audience: number;
  /** A cancel cuts short the requests that are on their way. */
  readonly cutsShort: boolean;
}

/** What one process is to do. */
export interface Orders {
  readonly role: 'worker' | 'survivor' | 'canceller' | 'scheduler';
  /** Names it in leases, histories and requests. */
  readonly worker: string;
  readonly database: string;
  /** The file of a queue and signals that do not join the store's transaction, if those are used. */
  readonly outside: string | null;
  /** Of the endpoint. */
  readonly origin: string;
  readonly leaseMs: number;
  /** The one campaign that it works on; none for a survivor, which takes what it is let. */
  readonly campaignId: string;
  readonly point: KillPoint | null;
}

/** A process that carries out its orders. */
export interface Actor {
  /** To a survivor: this campaign may be taken. To anybody else: go. */
  tell(campaignId: string): void;
  /**
   * Resolves to whether it was killed where it was to be, or finished because it never came there:
   * others were faster. Rejects if it ends in any other way.
   */
  killed(): Promise<boolean>;
  /** Resolves when it stands still where it was to; rejects if it ends instead. */
  frozen(): Promise<void>;
  thaw(): void;
  /** Resolves when it has done all it had to do; rejects if it failed. */
  done(): Promise<void>;
}

/** Starts a process with these orders; resolves when it is ready. */
export const startActor = async (orders: Orders): Promise<Actor> => {
  const child = await startProgram('actor', orders);
  let [stdout, stderr] = ['', ''];
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const closed = once(child, 'close');
  const reached = new Promise<void>((resolve) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (orders.point && stdout.includes(textOf(orders.point))) resolve();
    });
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = async (...expected: readonly string[]): Promise<string> => {
    const [code, signal] = await exited;
    await closed;
    const found = `${stdout.trim()} ${signal ?? code}`.trim();
    if (expected.includes(found)) return found;
    throw new Error(`${orders.worker}: expected ${expected}; it ended with ${found}. ${stderr}`);
  };
  const point = orders.point ? textOf(orders.point) : '';
  const ready = once(child, 'message');
  await Promise.race([ready, ended('a start').then(() => ready)]);
  return {
    tell: (campaignId) => void child.send(campaignId),
    killed: async () => (await ended(`${point} SIGKILL`, '0')) !== '0',
    frozen: () => Promise.race([reached, ended('standing still').then(() => {})]),
    thaw: () => void child.kill('SIGCONT'),
    done: async () => void (await ended(`${point} 0`.trim())),
  };
};
