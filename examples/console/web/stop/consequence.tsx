import { decide } from 'campaign-machine/lifecycle';
import type { CampaignRow } from '../../api.js';
import { formatCount } from '../parts/numbers.js';
import { progressOf } from '../parts/progress.js';

/** What will have become of the campaign if it is stopped now. */
export const Consequence = ({ campaign }: { readonly campaign: CampaignRow }) => {
  const decision = decide(campaign.status, { type: 'CANCEL' });
  if (!decision.accepted) return null;
  const { handedOver, audience } = progressOf(campaign);
  const isUnderWay = decision.effects.some(({ type }) => type === 'abort-dispatch');
  return isUnderWay ? (
    <p className="consequence">
      <strong className="number">
        {formatCount(handedOver)} of {formatCount(audience)}
      </strong>{' '}
      handed over; the rest will not go.
    </p>
  ) : (
    <p className="consequence">
      <strong>Nothing</strong> is handed over yet; not one message will go.
    </p>
  );
};
