import type { CampaignObserver, CampaignReport } from 'campaign-machine/service';
import type { EndpointStats } from '../push/push-endpoint-process.js';
import { addsUp } from './adds-up.js';
import { decisionLine } from './decision-line.js';
import type { AfterCancelCall } from './hand-overs.js';
import type { PlannedCampaign } from './plan.js';
import { showNumber, startProgress } from './progress.js';
import { countLine, reportLines } from './report-lines.js';

/** Prints one line. */
export const print = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

const settledIn = ({ counts }: CampaignReport): number =>
  counts === 'unknown' ? 0 : counts.delivered + counts.failed + counts.inDoubt;

const afterCancelLine = ({ begun, lastAfterMs }: AfterCancelCall): string =>
  begun === 0
    ? '  Nothing more was handed over after the call to cancel.'
    : `  ${begun} more handed over after the call to cancel, the last ${lastAfterMs.toFixed(1)} ms after it.`;

/** Tells on the terminal what happens to one campaign while it happens. */
export const createCampaignView = ({ id, data }: PlannedCampaign) => {
  let progress: ReturnType<typeof startProgress> | undefined;
  let settled = 0;
  // While the bar is moving its line is the last one: what is said meanwhile is kept for afterwards.
  const heldBack: string[] = [];
  const tell = (line: string): void => {
    if (progress) heldBack.push(line);
    else print(line);
  };

  const observer: CampaignObserver = {
    onDecision(decision) {
      if (decision.campaignId !== id) return;
      // What the worker and a second start of the program ask again is not worth a line.
      if (decision.accepted || decision.event === 'CANCEL') tell(decisionLine(decision));
      const isDispatched = decision.accepted || decision.reason === 'repeated';
      if (decision.event !== 'START' || !isDispatched || progress) return;
      progress = startProgress(data.audience, process.stdout);
      progress.update(settled);
    },
    onDispatchProgress({ campaignId, delivered, failed, inDoubt }) {
      if (campaignId !== id) return;
      settled += delivered + failed + inDoubt;
      progress?.update(settled);
    },
    onTrouble: ({ where, error }) => tell(`  trouble (${where}): ${String(error)}`),
  };

  return {
    observer,

    /** How far an earlier start of the program came. */
    goOnFrom(report: CampaignReport): void {
      settled = settledIn(report);
    },

    dispatchEnded(): void {
      progress?.stop();
      progress = undefined;
      for (const line of heldBack.splice(0)) print(line);
    },

    /** Prints what became of it, and answers whether the numbers agree. */
    receipt(report: CampaignReport, stats: EndpointStats, call?: AfterCancelCall): boolean {
      const { arrived, duplicates, refused } = stats;
      const ok = addsUp(report, data.audience, stats);
      const unread = data.audience - report.audience.size;
      print();
      for (const line of reportLines(report)) print(line);
      if (unread > 0) print(countLine('not read', unread, 'the cancel came before'));
      print(countLine('audience', data.audience, ok ? 'adds up' : 'DOES NOT ADD UP'));
      const remark = `by the endpoint's own count, ${showNumber(duplicates)} duplicates, ${showNumber(refused)} refused`;
      print(countLine('arrived', arrived, remark));
      if (call) print(afterCancelLine(call));
      return ok;
    },
  };
};
