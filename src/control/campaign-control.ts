import { type CampaignEvent, type CampaignEventType, parseEvent } from '../lifecycle/index.js';
import {
  type CampaignControlSnapshot,
  controlSnapshot,
  type Progress,
} from './control-snapshot.js';
import { outcomeOf } from './server-answer.js';
import type { GivenStatus } from './table-answer.js';

/** What a control is made of. */
export interface CampaignControlOptions {
  readonly status: GivenStatus;
  /** What the control sends, such as `CANCEL`. */
  readonly eventType: CampaignEventType;
  /**
   * Asks the server. Called synchronously by `send`. What it returns or throws may be a
   * `ServerAnswer`; the control waits as long as it takes, so a limit such as
   * `AbortSignal.timeout(10_000)` belongs in here. Where it resolves without saying a status, resolve
   * only after the list was read again: until then the control would look as if nothing had happened.
   */
  readonly onSend: (event: CampaignEvent) => unknown;
}

/** A button's state and behaviour, without the button. The functions need no `this`. */
export interface CampaignControl {
  readonly getSnapshot: () => CampaignControlSnapshot;
  /**
   * Calls the listener now and after every change, until the function returned is called: what
   * Svelte's stores promise, and what `useSyncExternalStore` puts up with.
   */
  readonly subscribe: (listener: (snapshot: CampaignControlSnapshot) => void) => () => void;
  /** Sends the event if the control is enabled; otherwise, as for the second of two clicks, nothing. */
  readonly send: () => void;
  /**
   * The status that the API gives now. The same as last time changes nothing, so a list that is behind
   * does not undo what the server answered; a different one is newer than any answer asked for before.
   */
  readonly setStatus: (status: GivenStatus) => void;
  /**
   * What `getSnapshot` would return after `setStatus(status)`, changing nothing: for those who, like
   * React, may have to draw before they are allowed to act.
   */
  readonly peek: (status: GivenStatus) => CampaignControlSnapshot;
}

/**
 * The view-model of a button that sends one event to one campaign: whether it works, why not, and what
 * became of the click. No DOM, no framework, no timer; nothing to dispose of.
 *
 * @throws `CampaignInputError` with code `unknown-event`. A status is never an error.
 *
 * @example
 * const stop = createCampaignControl({
 *   status: campaign.status,
 *   eventType: 'CANCEL',
 *   onSend: () => fetch(`/api/campaigns/${campaign.id}/cancel`, { method: 'POST' }),
 * });
 * stop.subscribe(({ enabled, explanation }) => draw(enabled, explanation));
 */
export function createCampaignControl(options: CampaignControlOptions): CampaignControl {
  const event = parseEvent({ type: options.eventType });
  const listeners = new Set<() => void>();
  // The answer to a send is written to the status it was asked about. Where another one has been given
  // since, nobody looks at it any more: that is how a late answer never overwrites a newer status.
  let given = { status: options.status, present: options.status };
  let progress: Progress;
  // The last snapshot and what it shows, because nobody may get another object for the same content.
  let shownStatus = options.status;
  let shownProgress = progress;
  let snapshot = controlSnapshot(shownStatus, event, shownProgress);

  const peek = (status: GivenStatus): CampaignControlSnapshot => {
    const present = status === given.status ? given.present : status;
    if (!Object.is(present, shownStatus) || progress !== shownProgress) {
      shownStatus = present;
      shownProgress = progress;
      snapshot = controlSnapshot(present, event, progress);
    }
    return snapshot;
  };
  const getSnapshot = () => peek(given.status);
  const notify = () => {
    for (const listener of listeners) listener();
  };

  return {
    getSnapshot,
    peek,
    subscribe: (listener) => {
      const call = () => listener(getSnapshot());
      listeners.add(call);
      call();
      return () => void listeners.delete(call);
    },
    setStatus: (status) => {
      if (status === given.status) return;
      given = { status, present: status };
      notify();
    },
    send: () => {
      if (!getSnapshot().enabled) return;
      const asked = given;
      progress = 'underway';
      void outcomeOf(() => options.onSend(event)).then(({ status, failure }) => {
        asked.present = status ?? asked.present;
        // A refusal that the status explains is no failure.
        progress = getSnapshot().reason ? undefined : failure;
        notify();
      });
      notify();
    },
  };
}
