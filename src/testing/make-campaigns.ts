import {
  type CampaignEventType,
  type CampaignStatus,
  type Decision,
  decide,
} from '../lifecycle/index.js';
import type {
  CommitGuard,
  CommitResult,
  NewCampaign,
  StatusChange,
} from '../service/campaign-store.js';
import type { TestSystem } from './conformance-case.js';
import { ConformanceError, expectEqual, expectFound } from './expect.js';

const nobody = { by: null, reason: null } as const;
let made = 0;

/** A name that nothing else has. */
export const fresh = (what: string): string => {
  made += 1;
  return `${what}-${made}`;
};

/** A campaign to insert: a draft, unless something else is asked for. */
export const draft = (id: string, other: Partial<NewCampaign> = {}): NewCampaign => ({
  id,
  status: 'draft',
  dueAt: null,
  data: null,
  event: 'CREATE',
  commandId: fresh('command'),
  ...nobody,
  effects: [],
  ...other,
});

/** What the service would write for this decision. */
export const changeOf = (
  campaignId: string,
  decision: Decision,
  other: Partial<StatusChange> = {},
): StatusChange => ({
  campaignId,
  decision,
  commandId: fresh('command'),
  ...nobody,
  effects: decision.accepted ? decision.effects.map(({ type }) => type) : [],
  ...other,
});

const guards: { readonly [Event in CampaignEventType]?: CommitGuard } = {
  START: 'due',
  COMPLETE: 'settled',
};

/** The change of one event, decided on this status, with the guard that it has. */
export const changeFor = (
  campaignId: string,
  from: CampaignStatus,
  event: CampaignEventType,
  other: Partial<StatusChange> = {},
): StatusChange => {
  const guard = guards[event];
  return changeOf(campaignId, decide(from, { type: event }), {
    ...(guard ? { guard } : {}),
    ...other,
  });
};

/** Commits one event, decided on this status. */
export const commit = (
  { store }: TestSystem,
  campaignId: string,
  from: CampaignStatus,
  event: CampaignEventType,
  other: Partial<StatusChange> = {},
): Promise<CommitResult> => store.commit(changeFor(campaignId, from, event, other));

/** Commits it and insists. */
export const mustCommit = async (...input: Parameters<typeof commit>): Promise<void> => {
  const { outcome } = await commit(...input);
  expectEqual(outcome, 'committed', `${input[3]} out of ${input[2]}`);
};

/** As the service does it: decides on what is there, and again if that has moved. */
export const command = async (
  system: TestSystem,
  campaignId: string,
  event: CampaignEventType,
  other: Partial<StatusChange> = {},
): Promise<CommitResult> => {
  const change = { commandId: fresh('command'), ...other };
  // A status moves at most three times in a campaign's life.
  for (let round = 0; round < 4; round += 1) {
    const { status } = expectFound(await system.store.read(campaignId), campaignId);
    const result = await commit(system, campaignId, status, event, change);
    if (result.outcome !== 'moved') return result;
  }
  throw new ConformanceError(`${event} found the status moved more often than it can move.`);
};

/** A new campaign in `ready`, due now. */
export const readyCampaign = async (system: TestSystem): Promise<string> => {
  const id = fresh('campaign');
  await system.store.insert(draft(id));
  await mustCommit(system, id, 'draft', 'SCHEDULE', { effects: [] });
  return id;
};

/** A new campaign in `sending`, with nothing in its audience yet. */
export const sendingCampaign = async (system: TestSystem): Promise<string> => {
  const id = await readyCampaign(system);
  await mustCommit(system, id, 'ready', 'START');
  return id;
};

/** A new campaign in this status, with no open effect. */
export const campaignIn = async (system: TestSystem, status: CampaignStatus): Promise<string> => {
  const id = fresh('campaign');
  if (status === 'ready') return readyCampaign(system);
  if (status === 'sending') return sendingCampaign(system);
  if (status === 'draft') await system.store.insert(draft(id));
  else await system.store.insert(draft(id, { status, event: 'ADOPT' }));
  return id;
};
