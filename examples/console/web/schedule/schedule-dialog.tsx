import type { CampaignButton } from 'campaign-machine/react';
import { type RefObject, useState } from 'react';
import type { CampaignRow } from '../../api.js';
import { refusalOf } from '../live/refusal.js';
import { Dialog } from '../parts/dialog.js';
import { Notice } from '../parts/notice.js';
import { plural } from '../parts/numbers.js';
import { type When, whenError } from './when.js';
import { WhenField } from './when-field.js';

interface ScheduleDialogProps {
  readonly campaign: CampaignRow;
  readonly control: CampaignButton;
  readonly handle: RefObject<HTMLDialogElement | null>;
  readonly when: When;
  readonly onWhen: (when: When) => void;
  readonly onClose: () => void;
}

/** Asks when a draft is to be sent. */
export const ScheduleDialog = (props: ScheduleDialogProps) => {
  const { campaign, control, handle, when, onWhen, onClose } = props;
  const { pending, failure, explanation, reason } = control;
  const [isChecked, setChecked] = useState(false);
  const error = whenError(when);
  const submit = () => {
    setChecked(true);
    if (error === undefined) control.send();
  };
  const title = (
    <>
      Send “<bdi>{campaign.title}</bdi>”?
    </>
  );
  return (
    <Dialog title={title} handle={handle} onClose={onClose}>
      <p className="muted">
        {reason ? explanation : `It goes to ${plural(campaign.audience.expected, 'recipient')}.`}
      </p>
      {failure && (
        <Notice tone="bad" title={refusalOf(failure.error).message}>
          {explanation}
        </Notice>
      )}
      <WhenField
        when={when}
        onChange={onWhen}
        kinds={['now', 'later']}
        error={isChecked ? error : undefined}
      />
      <footer>
        <button type="button" className="button" onClick={() => handle.current?.close()}>
          {reason ? 'Close' : 'Not yet'}
        </button>
        <button
          type="button"
          className="button"
          data-kind="primary"
          aria-disabled={!control.enabled}
          onClick={submit}
        >
          {pending && <span className="spinner" />}
          {when.kind === 'now' ? 'Send now' : 'Schedule'}
        </button>
      </footer>
    </Dialog>
  );
};
