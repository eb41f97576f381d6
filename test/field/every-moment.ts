import type { Memory } from '../../src/adapters/memory/index.js';
import { begunPositions } from '../../src/service/chunk.js';
import type { Subject } from '../subject/load-subject.js';
import { Backend, campaignId, type Sending } from './backend.js';
import { holds } from './broken-promise.js';

type Method = (...input: unknown[]) => unknown;

/** The same port with something done before each of its calls. */
const watched = <Port extends object>(port: Port, before: () => Promise<void>): Port => {
  const copy = { ...port };
  for (const [key, method] of Object.entries(port)) {
    if (typeof method !== 'function') continue;
    const call = async (...input: unknown[]) => {
      await before();
      return (method as Method)(...input);
    };
    Object.assign(copy, { [key]: call });
  }
  return copy;
};

/** Those who may be in flight: begun, by the rows alone. */
const begunNow = ({ row }: Backend): readonly string[] =>
  row.chunks.flatMap(({ recipients, states }) =>
    begunPositions(states).map((position) => recipients[position]?.id ?? ''),
  );

/** One worker, and a cancel that is stored right before its n-th call of the store or the ledger. */
const cancelledBefore = async (subject: Subject, sending: Sending, moment: number) => {
  // Nobody hears of the cancel: the fence in the data has to do it alone.
  const backend = new Backend(subject, { faults: { loseSignal: () => true } });
  const campaigns = await backend.scheduled();
  let calls = 0;
  let allowed: readonly string[] | null = null;
  const before = async () => {
    calls += 1;
    if (calls !== moment) return;
    await campaigns.cancel(campaignId);
    allowed = [...backend.received, ...begunNow(backend)];
  };
  const ports: Memory = {
    ...backend.memory,
    store: watched(backend.memory.store, before),
    ledger: watched(backend.memory.ledger, before),
  };
  await backend.finished(backend.process(ports).send(sending), 'the worker lets go');
  return { received: backend.received, allowed: allowed as readonly string[] | null };
};

const momentsMax = 200;

/**
 * A cancel between any two calls of a worker, from before its first read of the status until it is
 * done: at most what was begun is sent.
 */
export const everyMoment = async (subject: Subject, sending: Sending): Promise<void> => {
  for (let moment = 1; moment <= momentsMax; moment += 1) {
    const { received, allowed } = await cancelledBefore(subject, sending, moment);
    if (allowed === null) return;
    const excess = received.filter((id) => !allowed.includes(id));
    holds(
      excess.length === 0,
      `a cancel before call ${moment} leaves only what was begun; ${excess} had not been`,
    );
  }
  throw new Error(`A worker with so small an audience made more than ${momentsMax} calls.`);
};
