import { useCampaignControl } from 'campaign-machine/react';
import { useRef, useState } from 'react';
import type { CampaignRow } from '../../api.js';
import { createAttempt } from '../live/attempt-key.js';
import { scheduleCampaign } from '../live/commands.js';
import { ScheduleDialog } from './schedule-dialog.js';
import { firstWhen, scheduleOf } from './when.js';
import '../parts/button.css';

/** The button that schedules a draft, with the question when. */
export const ScheduleButton = ({ campaign }: { readonly campaign: CampaignRow }) => {
  const [isAsking, setAsking] = useState(false);
  const [when, setWhen] = useState(firstWhen);
  const [attempt] = useState(createAttempt);
  const dialog = useRef<HTMLDialogElement>(null);
  const schedule = async () => {
    const request = scheduleOf(when) ?? {};
    const answer = await scheduleCampaign(campaign.id, request, attempt.keyFor(request));
    attempt.answered();
    dialog.current?.close();
    return answer;
  };
  const control = useCampaignControl(campaign.status, 'SCHEDULE', {
    campaignId: campaign.id,
    onSend: schedule,
  });
  const { enabled, pending, buttonProps, descriptionProps } = control;
  return (
    <>
      <button
        {...buttonProps}
        className="button"
        data-kind="primary"
        aria-haspopup="dialog"
        onClick={() => enabled && setAsking(true)}
      >
        {pending ? 'Scheduling…' : 'Send…'}
      </button>
      <p {...descriptionProps} className="unseen" />
      {isAsking && (
        <ScheduleDialog
          campaign={campaign}
          control={control}
          handle={dialog}
          when={when}
          onWhen={setWhen}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
};
