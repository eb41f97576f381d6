import { type Decision, explain } from 'campaign-machine';
import { addsUp } from './adds-up.js';
import { type Progress, showNumber, startProgress } from './progress.js';
import type { EndpointStats } from './push-endpoint-process.js';
import type { Receipt } from './send-campaign.js';

const print = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

const describeDecision = (decision: Decision): string => {
  const event = decision.event.padEnd(9);
  if (!decision.accepted) return `${event} rejected, ${decision.reason}: ${explain(decision)}`;
  const effects = decision.effects.map(({ type }) => type).join(', ') || 'none';
  return `${event} ${`${decision.from} → ${decision.to}`.padEnd(20)} effect: ${effects}`;
};

const printCount = (name: string, count: number, remark = ''): void =>
  print(`  ${name.padEnd(12)} ${showNumber(count).padStart(7)}  ${remark}`.trimEnd());

/** Tells on the terminal what happens to one campaign of this size while it happens. */
export const createCampaignView = (audience: number) => {
  let progress: Progress | undefined;
  // While the bar is moving its line is the last one: what is said meanwhile is kept for afterwards.
  const heldBack: string[] = [];

  return {
    decision(decision: Decision): void {
      const line = `  ${describeDecision(decision)}`;
      if (progress) heldBack.push(line);
      else print(line);
      if (decision.accepted && decision.to === 'sending') {
        progress = startProgress(audience, process.stdout);
      }
    },

    progress: (settled: number): void => progress?.update(settled),

    dispatchEnded(): void {
      progress?.stop();
      progress = undefined;
      for (const line of heldBack.splice(0)) print(line);
    },

    receipt(receipt: Receipt, stats: EndpointStats): void {
      const { outcomes, spared, stopMs } = receipt;
      const { delivered, ...others } = outcomes;
      const { duplicates, refused } = stats;
      print();
      print(`  ${'status'.padEnd(12)} ${receipt.status}`);
      printCount('delivered', delivered);
      for (const [outcome, count] of Object.entries(others)) if (count) printCount(outcome, count);
      printCount('spared', spared);
      const ok = addsUp(receipt, audience, stats) ? 'adds up' : 'DOES NOT ADD UP';
      printCount('audience', audience, ok);
      printCount(
        'arrived',
        stats.arrived,
        `by the endpoint's own count, ${duplicates} duplicates, ${refused} refused`,
      );
      if (stopMs !== undefined) {
        print(`  The last answer came ${Math.round(stopMs)} ms after the CANCEL.`);
      }
    },
  };
};
