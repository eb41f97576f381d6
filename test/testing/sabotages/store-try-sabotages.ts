import type { CampaignStore, StatusChange } from '../../../src/service/index.js';
import type { MemorySystem } from '../../adapters/memory/memory-system.js';
import { tryingOn } from '../../adapters/memory/trying.js';
import type { Sabotage } from './sabotage.js';

type Try = NonNullable<CampaignStore['tryCommit']>;
type Changes = Parameters<Try>[0];

/** Does something to the changes before they are tried. */
const changing = (
  name: string,
  caughtBy: string,
  change: (each: StatusChange, changes: Changes) => StatusChange,
): Sabotage => ({
  name,
  caughtBy,
  apply: (system) => ({
    store: {
      tryCommit: (changes) =>
        tryingOn(system.store)(changes.map((each) => change(each, changes)) as unknown as Changes),
    },
  }),
});

/** Does something else with what came of it. */
const instead = (
  name: string,
  caughtBy: string,
  tryCommit: (system: MemorySystem, changes: Changes) => ReturnType<Try>,
): Sabotage => ({
  name,
  caughtBy,
  apply: (system) => ({ store: { tryCommit: (changes) => tryCommit(system, changes) } }),
});

const moves = 'a command that is tried moves a status that accepts it, and no other';

/** Commands without a read before them. */
export const storeTrySabotages: readonly Sabotage[] = [
  instead('a try looks at the first status only', moves, ({ store }, [first]) =>
    tryingOn(store)([first]),
  ),
  instead('a try says a decision that it has not written', moves, async ({ store }, changes) => {
    const result = await tryingOn(store)(changes);
    return result && { ...result, decision: changes[0].decision };
  }),
  changing(
    'a try records the effects of another status',
    'a command that is tried records the effects of the status it has found',
    (each, [first]) => ({ ...each, effects: first.effects }),
  ),
  changing(
    'a try has no guard',
    'a command that is tried writes nothing where its guard is not met',
    ({ guard: _, ...each }) => each,
  ),
  changing(
    'a try does not look for the command id',
    'a command id that was answered is not tried again',
    (each) => ({ ...each, commandId: `${each.commandId} tried` }),
  ),
  instead(
    'a try answers with what it would have written',
    'of many that are tried at once one is written',
    async ({ store }, changes) => {
      const [{ campaignId, decision }] = changes;
      const campaign = await store.read(campaignId);
      await tryingOn(store)(changes);
      return campaign && { outcome: 'committed', campaign, at: campaign.changedAt, decision };
    },
  ),
];
