import type { CampaignButton } from 'campaign-machine/react';
import { type RefObject, useId } from 'react';
import type { CampaignRow } from '../../api.js';
import { refusalOf } from '../live/refusal.js';
import { Dialog } from '../parts/dialog.js';
import { Notice } from '../parts/notice.js';
import { Consequence } from './consequence.js';

interface StopDialogProps {
  readonly campaign: CampaignRow;
  readonly control: CampaignButton;
  readonly handle: RefObject<HTMLDialogElement | null>;
  readonly reason: string;
  readonly onReason: (reason: string) => void;
  readonly onClose: () => void;
}

const reasonMax = 500;

/** Asks whether a campaign is really meant to stop, and says what that will mean, as it is right now. */
export const StopDialog = (props: StopDialogProps) => {
  const { campaign, control, handle, reason, onReason, onClose } = props;
  const { pending, failure, explanation } = control;
  const reasonId = useId();
  const title = (
    <>
      Stop “<bdi>{campaign.title}</bdi>”?
    </>
  );
  return (
    <Dialog title={title} handle={handle} onClose={onClose}>
      {control.reason ? (
        <p className="consequence">{explanation}</p>
      ) : (
        <Consequence campaign={campaign} />
      )}
      <p className="muted">This is final: a stopped campaign cannot be sent again.</p>
      {failure && (
        <Notice tone="bad" title={refusalOf(failure.error).message}>
          {explanation}
        </Notice>
      )}
      <div className="field">
        <label htmlFor={reasonId}>
          Reason <span className="muted">(optional)</span>
        </label>
        <textarea
          id={reasonId}
          className="input"
          rows={2}
          maxLength={reasonMax}
          dir="auto"
          placeholder="Kept in the audit trail"
          value={reason}
          readOnly={pending}
          onChange={(event) => onReason(event.target.value)}
        />
      </div>
      <footer>
        {/* The choice that changes nothing has the focus, so that Enter alone stops nothing. */}
        <button type="button" className="button" data-first onClick={() => handle.current?.close()}>
          {control.reason ? 'Close' : 'Keep it'}
        </button>
        <button
          type="button"
          className="button"
          data-kind="danger"
          data-pending={pending || undefined}
          aria-disabled={!control.enabled}
          onClick={control.send}
        >
          {pending && <span className="spinner" />}
          {pending ? 'Stopping…' : failure ? 'Try again' : 'Stop campaign'}
        </button>
      </footer>
    </Dialog>
  );
};
