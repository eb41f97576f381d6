import type { CampaignObserver, RecipientLedger } from 'campaign-machine/service';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { answerWord } from './answer-word.js';

/**
 * What this process counts, for Prometheus. Every label is of a closed set, so the number of series
 * does not grow with campaigns, recipients or commands: an id belongs in a log or a trace.
 */
export const createMetrics = (processName: string) => {
  const registry = new Registry();
  registry.setDefaultLabels({ process: processName });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];

  const created = new Counter({
    name: 'campaign_created_total',
    help: 'Campaigns that were not there before.',
    labelNames: ['event'],
    registers,
  });
  const decisions = new Counter({
    name: 'campaign_decisions_total',
    help: 'Commands answered: accepted, replayed, or rejected with the reason.',
    labelNames: ['event', 'answer'],
    registers,
  });
  const effects = new Counter({
    name: 'campaign_effects_total',
    help: 'Effects carried out, superseded, or failed and to be tried again.',
    labelNames: ['effect', 'outcome'],
    registers,
  });
  const effectLag = new Histogram({
    name: 'campaign_effect_lag_seconds',
    help: 'From the commit of an effect until it was carried out; 0 where the commit did it.',
    labelNames: ['effect'],
    buckets: [0, 0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600],
    registers,
  });
  const deliveries = new Counter({
    name: 'campaign_deliveries_total',
    help: 'Messages by what became of them; a retry is counted again each time.',
    labelNames: ['outcome'],
    registers,
  });
  const failures = new Counter({
    name: 'campaign_delivery_codes_total',
    help: 'Messages that were not delivered, by the reason.',
    labelNames: ['code'],
    registers,
  });
  const claims = new Counter({
    name: 'campaign_claims_total',
    help: 'Chunks of recipients that this worker asked for, by the answer.',
    labelNames: ['answer'],
    registers,
  });
  const troubles = new Counter({
    name: 'campaign_troubles_total',
    help: 'Things that were survived and that an operator should know of.',
    labelNames: ['where'],
    registers,
  });

  const observer: CampaignObserver = {
    onCreated: (_, event) => created.inc({ event }),
    onDecision: (answer) => decisions.inc({ event: answer.event, answer: answerWord(answer) }),
    onEffect: ({ effect, outcome, lagMs }) => {
      effects.inc({ effect, outcome });
      if (outcome === 'done') effectLag.observe({ effect }, lagMs / 1000);
    },
    onDispatchProgress: ({ delivered, failed, inDoubt, retried, codes }) => {
      deliveries.inc({ outcome: 'delivered' }, delivered);
      deliveries.inc({ outcome: 'failed' }, failed);
      deliveries.inc({ outcome: 'in-doubt' }, inDoubt);
      deliveries.inc({ outcome: 'retried' }, retried);
      for (const [code, count] of Object.entries(codes)) failures.inc({ code }, count);
    },
    onTrouble: ({ where }) => troubles.inc({ where }),
  };

  /** The same ledger; what is claimed from it is counted. */
  const countClaims = (ledger: RecipientLedger): RecipientLedger => ({
    ...ledger,
    claim: async (lease) => {
      const result = await ledger.claim(lease);
      claims.inc({ answer: result.claim ? 'taken' : result.because });
      return result;
    },
  });

  return { registry, observer, countClaims };
};

export type Metrics = ReturnType<typeof createMetrics>;
