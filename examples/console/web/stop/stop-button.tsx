import { useCampaignControl } from 'campaign-machine/react';
import { useRef, useState } from 'react';
import type { CampaignRow } from '../../api.js';
import { createAttempt } from '../live/attempt-key.js';
import { cancelCampaign } from '../live/commands.js';
import { refusalOf } from '../live/refusal.js';
import { StopDialog } from './stop-dialog.js';
import '../parts/button.css';
import './stop.css';

interface StopButtonProps {
  readonly campaign: CampaignRow;
  /** `report`: large, and says below why it is off. `list`: small, and says so when it is pointed at. */
  readonly place: 'report' | 'list';
  readonly tabIndex?: number;
}

const labels = { report: 'Stop campaign', list: 'Cancel' };

/** The button that stops a campaign, with the question that it asks first. Whether it is on is the lifecycle's word. */
export const StopButton = ({ campaign, place, tabIndex }: StopButtonProps) => {
  const { id, title, status } = campaign;
  const [isAsking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const [attempt] = useState(createAttempt);
  const dialog = useRef<HTMLDialogElement>(null);

  const stop = async () => {
    try {
      const answer = await cancelCampaign(id, reason, attempt.keyFor(reason));
      attempt.answered();
      dialog.current?.close();
      return answer;
    } catch (error) {
      // Who closed the dialog meanwhile has to hear of it all the same.
      if (!refusalOf(error).currentStatus) setAsking(true);
      throw error;
    }
  };
  const control = useCampaignControl(status, 'CANCEL', { campaignId: id, onSend: stop });
  const { enabled, pending, buttonProps, descriptionProps } = control;

  return (
    <div className="stop" data-place={place}>
      <button
        {...buttonProps}
        className="button"
        data-kind={enabled && place === 'report' ? 'danger' : 'quiet-danger'}
        data-size={place === 'list' ? 'small' : undefined}
        data-pending={pending || undefined}
        aria-label={place === 'list' ? `${labels.list} ${title}` : undefined}
        aria-haspopup="dialog"
        tabIndex={tabIndex}
        onClick={() => enabled && setAsking(true)}
      >
        {pending && <span className="spinner" />}
        {pending ? 'Stopping…' : labels[place]}
      </button>
      <p {...descriptionProps} className="why" />
      {isAsking && (
        <StopDialog
          campaign={campaign}
          control={control}
          handle={dialog}
          reason={reason}
          onReason={setReason}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
};
