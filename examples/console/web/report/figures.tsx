import type { CampaignDetails } from '../../api.js';
import { rateOf } from '../live/samples.js';
import { formatDuration } from '../parts/moments.js';
import { formatCount, formatShare } from '../parts/numbers.js';
import { type Progress, progressOf } from '../parts/progress.js';
import { ProgressBar } from '../parts/progress-bar.js';
import './figures.css';

const figures: readonly {
  readonly part: keyof Progress;
  readonly label: string;
  readonly means: string;
}[] = [
  { part: 'sent', label: 'Sent', means: 'accepted by the push service' },
  { part: 'failed', label: 'Failed', means: 'refused for good' },
  {
    part: 'inDoubt',
    label: 'In doubt',
    means: 'handed over, and no answer came; never sent again',
  },
  { part: 'skipped', label: 'Skipped', means: 'spared by the cancel' },
  { part: 'pending', label: 'Pending', means: 'still to go, or under way' },
];

const Pace = ({
  campaign,
  pending,
}: {
  readonly campaign: CampaignDetails;
  readonly pending: number;
}) => {
  const rate = campaign.status === 'sending' ? rateOf(campaign.samples) : undefined;
  if (rate === undefined || rate === 0) return null;
  return (
    <>
      <span>{formatCount(Math.round(rate))} a second</span>
      <span>about {formatDuration(Math.ceil(pending / rate) * 1_000)} to go</span>
    </>
  );
};

/** How far it is, and what became of everybody: five figures that add up to the audience. */
export const Figures = ({ campaign }: { readonly campaign: CampaignDetails }) => {
  const progress = progressOf(campaign);
  const { audience, handedOver, pending } = progress;
  return (
    <section className="card figures" aria-label="Progress">
      <p className="headline number">
        <strong>{formatShare(handedOver, audience)}</strong>
        <span>
          {formatCount(handedOver)} of {formatCount(audience)} handed over
        </span>
        <Pace campaign={campaign} pending={pending} />
      </p>
      <ProgressBar of={progress} />
      <dl>
        {figures.map(({ part, label, means }) => (
          <div key={part} data-part={part}>
            <dt title={means}>{label}</dt>
            <dd className="number">{formatCount(progress[part])}</dd>
          </div>
        ))}
        <div data-part="audience">
          <dt>Audience</dt>
          <dd className="number">{formatCount(audience)}</dd>
        </div>
      </dl>
    </section>
  );
};
