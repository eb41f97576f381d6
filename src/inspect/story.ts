import { type CampaignStatus, campaignStatuses } from '../lifecycle/index.js';
import { campaignMachine } from '../machine/index.js';
import type { EpochMs } from '../service/index.js';
import type { Happening, Sighting } from './happening.js';
import type { InspectedEvent, InspectedSnapshot, InspectorLike } from './inspector.js';

/** What the inspector was shown last of a campaign. */
interface Shown {
  readonly status: CampaignStatus;
  readonly since: EpochMs;
}

/** The event of a snapshot that no event led to: it came about where this process does not look. */
const seen: InspectedEvent = { type: 'seen' };

const snapshotOf = ({ campaignId, status, details }: Sighting): InspectedSnapshot => {
  const context = { ...details(), campaignId };
  // By way of JSON, as between processes: what cannot be said in it fails here and not in an inspector.
  return JSON.parse(JSON.stringify(campaignMachine.resolveState({ value: status, context })));
};

const actorOf = ({ campaignId }: Sighting, snapshot: InspectedSnapshot) => ({
  sessionId: campaignId,
  logic: campaignMachine,
  getSnapshot: () => snapshot,
  // An inspector only looks; campaigns are moved by commands.
  send: () => {},
});

/**
 * Two commands may be answered in another order than they were committed. The status then goes by the
 * store's clock, and within one tick of it by the order of the lifecycle, which has no way back.
 */
const isOlder = (sighting: Shown, shown: Shown): boolean =>
  sighting.since < shown.since ||
  (sighting.since === shown.since &&
    campaignStatuses.indexOf(sighting.status) < campaignStatuses.indexOf(shown.status));

/**
 * Tells an inspector what happens as if every campaign were a live machine: announced once with its
 * definition, then each event and each snapshot. Remembers what was shown of the last `campaignsMax`
 * campaigns; one that comes up again after that is announced again.
 */
export function createStory(inspector: InspectorLike, campaignsMax: number) {
  const shown = new Map<string, Shown>();
  const remember = ({ campaignId, status, since }: Sighting): void => {
    shown.delete(campaignId);
    shown.set(campaignId, { status, since });
    const [oldest] = shown.keys();
    if (shown.size > campaignsMax && oldest !== undefined) shown.delete(oldest);
  };

  /** Brings the inspector to where the campaign is, if it is not there, or further, already. */
  const show = async (sighting: Sighting, event: InspectedEvent): Promise<void> => {
    const last = shown.get(sighting.campaignId);
    if (last && (last.status === sighting.status || isOlder(sighting, last))) return;
    const snapshot = snapshotOf(sighting);
    if (last) await inspector.snapshot(sighting.campaignId, snapshot, { event });
    else await inspector.actor(actorOf(sighting, snapshot), snapshot);
    remember(sighting);
  };

  return {
    tell: async ({ campaignId, event, before, after }: Happening): Promise<void> => {
      if (before) await show(before, seen);
      if (event) await inspector.event(campaignId, event);
      if (event && after) await show(after, event);
    },
  };
}
