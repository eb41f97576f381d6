import { createSeededRandom } from '../../bench/seeded-random.js';

/** What the jobs go through; store, ledger and the first of the signals are PostgreSQL's. */
export const engines = ['postgres', 'pg-boss', 'bullmq'] as const;
export type Engine = (typeof engines)[number];

/** How much of it. */
export interface ChaosSize {
  readonly seed: number;
  readonly engine: Engine;
  readonly durationMs: number;
  readonly campaigns: number;
  /** Of all campaigns together. */
  readonly recipients: number;
}

/** A campaign, and when what is asked of it. Times count from the start of the run. */
export interface PlannedCampaign {
  readonly id: string;
  readonly audience: number;
  readonly createAtMs: number;
  /** It is scheduled for so long after that. */
  readonly dueInMs: number;
  readonly cancelAtMs: number | null;
}

/** Something that goes wrong, and when. */
export type Fault = { readonly atMs: number } & (
  | { readonly type: 'kill'; readonly who: string; readonly downMs: number }
  | { readonly type: 'freeze'; readonly who: string; readonly forMs: number }
  /** Of the server's connections, in the order of their processes, each `every`th from `offset` on. */
  | { readonly type: 'cut'; readonly every: number; readonly offset: number }
  | { readonly type: 'stop Redis'; readonly downMs: number }
  | { readonly type: 'flush Redis' }
);

/** All that is drawn: the same seed and size make the same plan. */
export interface ChaosPlan extends ChaosSize {
  readonly plannedCampaigns: readonly PlannedCampaign[];
  readonly faults: readonly Fault[];
  /** How long the push service takes to answer, so that the campaigns fill the time. */
  readonly answerMs: number;
}

export const workerNames = ['worker-0', 'worker-1', 'worker-2', 'worker-3'] as const;
export const concurrency = 10;
export const leaseMs = 2000;

// One campaign begins before the one before it has ended: so many of them go on at once.
const atOnce = 2.5;
const startShare = 0.75;
const gapMinMs = 700;
const gapMaxMs = 3000;
const faultsWanted = 200;
const answerMaxMs = 400;

const planCampaigns = (size: ChaosSize, random: () => number): PlannedCampaign[] => {
  const gapMs = (size.durationMs * startShare) / size.campaigns;
  const weights = Array.from({ length: size.campaigns }, () => 0.2 + random());
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight, index) => {
    const createAtMs = Math.round(index * gapMs * (0.5 + random() / 2));
    const waits = random() < 0.3;
    const dueInMs = waits ? Math.round(random() * gapMs * 2) : 0;
    // From just scheduled to almost sent, and some after that.
    const cancelAfterMs = Math.round(random() * gapMs * atOnce * 1.2);
    return {
      id: `campaign-${index}`,
      audience: Math.max(1, Math.round((size.recipients * weight) / total)),
      createAtMs,
      dueInMs,
      cancelAtMs: random() < 0.6 ? createAtMs + cancelAfterMs : null,
    };
  });
};

const planFault = (engine: Engine, atMs: number, random: () => number): Fault => {
  const upTo = (max: number) => Math.floor(random() * max);
  const who = workerNames[upTo(workerNames.length)] as string;
  const kinds = ['kill', 'kill', 'freeze', 'freeze', 'cut', 'cut', 'api', 'redis', 'flush'];
  const kind = kinds[upTo(engine === 'bullmq' ? kinds.length : kinds.length - 2)];
  switch (kind) {
    case 'kill':
      return { atMs, type: 'kill', who, downMs: upTo(leaseMs) };
    case 'api':
      return { atMs, type: 'kill', who: 'api', downMs: upTo(leaseMs) };
    // Shorter than a lease, and longer.
    case 'freeze':
      return { atMs, type: 'freeze', who, forMs: 100 + upTo(2 * leaseMs) };
    case 'redis':
      return { atMs, type: 'stop Redis', downMs: 100 + upTo(2 * leaseMs) };
    case 'flush':
      return { atMs, type: 'flush Redis' };
    default: {
      const every = 1 + upTo(4);
      return { atMs, type: 'cut', every, offset: upTo(every) };
    }
  }
};

/** Draws everything that is left to chance, before anything runs. */
export const planChaos = (size: ChaosSize): ChaosPlan => {
  const random = createSeededRandom(size.seed);
  const plannedCampaigns = planCampaigns(size, random);
  const meanGapMs = Math.min(gapMaxMs, Math.max(gapMinMs, size.durationMs / faultsWanted));
  const faults: Fault[] = [];
  for (let atMs = meanGapMs; atMs < size.durationMs; atMs += meanGapMs * (0.5 + random())) {
    faults.push(planFault(size.engine, Math.round(atMs), random));
  }
  const spanMs = ((size.durationMs * startShare) / size.campaigns) * atOnce;
  const lanes = workerNames.length * concurrency;
  const answerMs = (spanMs * lanes) / (size.recipients / size.campaigns);
  return {
    ...size,
    plannedCampaigns,
    faults,
    answerMs: Math.min(answerMaxMs, Math.max(1, Math.round(answerMs))),
  };
};
