import type { Receipt } from 'campaign-machine/service';
import type { CampaignDetails } from '../../api.js';
import { formatDuration, formatMoment } from '../parts/moments.js';
import { formatCount, plural } from '../parts/numbers.js';
import { progressOf } from '../parts/progress.js';
import './receipt-card.css';

interface ReceiptCardProps {
  readonly receipt: Receipt;
  readonly campaign: CampaignDetails;
}

const stoppedIn = ({ at, stoppedAt, from }: Receipt): string => {
  if (stoppedAt === null) return 'a worker may still be at work';
  if (from === 'ready') return 'at once: it had not begun';
  return `${formatDuration(Math.max(1, stoppedAt - at))} after the cancel`;
};

const afterCancel = ({ handedOverAfterCancel: count, clockErrorMs }: Receipt): string => {
  if (count === null) return 'not known';
  if (count === 0) return 'none';
  return `${formatCount(count)}, by clocks that agree within ${formatDuration(clockErrorMs)}`;
};

/** What a cancel did: who stopped it and why, what went out all the same, and who was spared. */
export const ReceiptCard = ({ receipt, campaign }: ReceiptCardProps) => {
  const { handedOver, skipped } = progressOf(campaign);
  const rows = [
    ['By', receipt.by ?? 'not said'],
    ['When', formatMoment(receipt.at)],
    ['Reason', receipt.reason ?? 'none given'],
    ['Cancelled while', receipt.from],
    ['Stopped', stoppedIn(receipt)],
    ['Handed over after the cancel', afterCancel(receipt)],
  ] as const;
  return (
    <section className="card receipt" aria-labelledby="receipt-title">
      <div>
        <h2 id="receipt-title">
          Receipt
          <span>{receipt.settled ? 'settled' : 'settling'}</span>
        </h2>
        <p className="number">
          <strong>{plural(handedOver, 'message')}</strong> handed over.
        </p>
        <p className="number">
          <strong>{plural(skipped, 'recipient')}</strong> spared.
        </p>
        {!receipt.audienceComplete && receipt.from === 'sending' && (
          <p className="muted">The audience was still being read when the cancel came.</p>
        )}
      </div>
      <dl>
        {rows.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd className="number" dir="auto">
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
};
