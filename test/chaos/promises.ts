import { isFinal } from '../../src/lifecycle/index.js';
import type { Arrival, Bound, CampaignEvidence, Frozen } from './evidence.js';

/** What is promised, in the order in which it is looked at. */
export type PromiseName = 'ends' | 'decisions' | 'conservation' | 'received' | 'once' | 'stops';

/** A promise that does not hold, and what shows it. */
export interface Broken {
  readonly promise: PromiseName;
  readonly campaignId: string;
  readonly because: string;
}

/** What is wrong, in words; nothing if all is right. */
type Check = (evidence: CampaignEvidence, bound: Bound, frozen: Frozen) => Iterable<string>;

const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const isTaken = ({ status }: Arrival): boolean => status !== 503;

const byRecipient = (arrivals: readonly Arrival[]): Map<string, Arrival[]> => {
  const found = new Map<string, Arrival[]>();
  for (const arrival of arrivals) {
    const known = found.get(arrival.recipient);
    if (known) known.push(arrival);
    else found.set(arrival.recipient, [arrival]);
  }
  return found;
};

function* ends({ report }: CampaignEvidence) {
  if (!isFinal(report.status)) yield `it is still ${report.status}`;
  if (report.workers.length > 0) yield `${report.workers} still work on it`;
  for (const { effect } of report.openEffects) yield `${effect} was never carried out`;
}

function* decisions({ report, moves, acceptedAnswers }: CampaignEvidence) {
  const isCancelled = moves.includes('CANCEL');
  const started = moves.includes('START') ? ['START'] : [];
  const expected = isCancelled
    ? ['SCHEDULE', ...started, 'CANCEL']
    : ['SCHEDULE', 'START', 'COMPLETE'];
  if (!same(moves, expected)) yield `accepted were ${moves}; expected ${expected}`;
  const status = isCancelled ? 'cancelled' : 'sent';
  if (report.status !== status) yield `${moves} was accepted, and it is ${report.status}`;
  for (const event of acceptedAnswers) {
    if (!moves.includes(event)) yield `${event} was answered as accepted and is not stored`;
  }
}

function* conservation({ audience, report, recount, rows }: CampaignEvidence) {
  const inRows = { pending: 0, begun: 0, delivered: 0, failed: 0, inDoubt: 0 };
  for (const { state } of rows) inRows[state] += 1;
  const { pending, begun, delivered, failed, inDoubt } = recount;
  const recounted = { pending, begun, delivered, failed, inDoubt };
  if (!same(inRows, recounted)) {
    yield `rows ${JSON.stringify(inRows)}, recount ${JSON.stringify(recounted)}`;
  }
  const isCancelled = report.status === 'cancelled';
  const counts = typeof report.counts === 'string' ? null : report.counts;
  const rest = isCancelled ? counts?.skipped : counts && counts.pending + counts.claimed;
  const counted = { pending: rest, begun: counts?.begun, delivered: counts?.delivered };
  const reported = { ...counted, failed: counts?.failed, inDoubt: counts?.inDoubt };
  if (!same(inRows, reported)) {
    yield `rows ${JSON.stringify(inRows)}, report ${JSON.stringify(report.counts)}`;
  }
  const ids = new Set(rows.map(({ id }) => id)).size;
  if (ids !== rows.length || ids !== report.audience.size) {
    yield `${rows.length} rows of ${ids} recipients in an audience of ${report.audience.size}`;
  }
  if (!isCancelled && (ids !== audience || pending + begun > 0)) {
    yield `sent to ${ids - pending - begun} of ${audience}`;
  }
}

function* received({ rows, arrivals }: CampaignEvidence) {
  const requests = byRecipient(arrivals);
  const allowed = {
    delivered: (statuses: readonly number[]) => same(statuses, [201]),
    failed: (statuses: readonly number[]) => same(statuses, [410]),
    inDoubt: () => true,
    pending: (statuses: readonly number[]) => statuses.length === 0,
    begun: () => false,
  };
  for (const { id, state } of rows) {
    const statuses = (requests.get(id) ?? []).filter(isTaken).map(({ status }) => status);
    requests.delete(id);
    if (!allowed[state](statuses)) yield `${id} is ${state}; the push service answered ${statuses}`;
  }
  for (const id of requests.keys()) yield `${id} got a request and is in no row`;
}

function* once({ arrivals }: CampaignEvidence) {
  for (const [id, requests] of byRecipient(arrivals.filter(isTaken))) {
    if (requests.length > 1) yield `${id} got ${JSON.stringify(requests)}`;
  }
}

const frozenMs = (frozen: Frozen, worker: string, from: number, until: number): number =>
  (frozen.get(worker) ?? []).reduce(
    (sum, [start, end]) => sum + Math.max(0, Math.min(end, until) - Math.max(start, from)),
    0,
  );

function* stops(
  { moves, arrivals, cancelStoredBy }: CampaignEvidence,
  bound: Bound,
  frozen: Frozen,
): Iterable<string> {
  if (!moves.includes('CANCEL')) return;
  if (cancelStoredBy === null) {
    yield 'nobody heard of the commit of its cancel';
    return;
  }
  const after = new Map<string, number>();
  for (const { recipient, worker, begunAt } of arrivals) {
    if (begunAt <= cancelStoredBy) continue;
    after.set(worker, (after.get(worker) ?? 0) + 1);
    const late = begunAt - cancelStoredBy - frozenMs(frozen, worker, cancelStoredBy, begunAt);
    if (late > bound.withinMs) {
      yield `${worker} began ${recipient} ${late} ms after the cancel; ${bound.withinMs} are allowed`;
    }
  }
  for (const [worker, count] of after) {
    if (count > bound.perWorker) {
      yield `${worker} began ${count} after the cancel; ${bound.perWorker} are allowed`;
    }
  }
  if (!moves.includes('START') && arrivals.length > 0) yield 'it was sent without a START';
}

const checks: Readonly<Record<PromiseName, Check>> = {
  ends,
  decisions,
  conservation,
  received,
  once,
  stops,
};

/** What one promise may say of one campaign: the first of them show it. */
const saidMax = 3;

/** Every promise that does not hold for these campaigns. Pure. */
export const findBroken = (
  campaigns: readonly CampaignEvidence[],
  bound: Bound,
  frozen: Frozen,
): readonly Broken[] =>
  campaigns.flatMap((evidence) =>
    (Object.keys(checks) as PromiseName[]).flatMap((promise) =>
      [...checks[promise](evidence, bound, frozen)]
        .slice(0, saidMax)
        .map((because) => ({ promise, campaignId: evidence.campaignId, because })),
    ),
  );
