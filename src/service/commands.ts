import {
  acceptedEvents,
  type CampaignEffect,
  type CampaignEvent,
  CampaignInputError,
  campaignStatuses,
  can,
  type Decision,
  decide,
} from '../lifecycle/index.js';
import { CampaignNotFoundError } from './campaign-errors.js';
import type {
  CampaignRecord,
  Cancellation,
  CommitGuard,
  CommitResult,
  EpochMs,
  HistoryEntry,
  StatusChange,
} from './campaign-store.js';
import type { ServiceContext } from './context.js';
import { carryOut, isCalledWithin, joinsCommit, relayEffects, tellOfJoined } from './effects.js';
import { checkCampaignId, checkCommandId, checkText, type ServiceInputErrorCode } from './input.js';
import { notify } from './observe.js';

/** What every command can be given. */
export interface CommandOptions<Tx = unknown> {
  /** Who asks, for the audit trail. */
  readonly by?: string;
  /** Why, for the audit trail. */
  readonly reason?: string;
  /**
   * Names this command, so that asking again after a lost answer gives the original answer, also if
   * that was a rejection. Made anew for each call if it is left out.
   */
  readonly commandId?: string;
  /** An open transaction of the embedder's own to write in, where the store supports it. */
  readonly tx?: Tx;
}

/**
 * The answer to a command: the decision, and what stands in the store because of it.
 *
 * START before its time and COMPLETE before everything is settled are rejected as `too-early`, with
 * `guard` saying what was not met.
 */
export type Answer = Decision & {
  readonly campaignId: string;
  readonly commandId: string;
  /** The campaign as it stood when the answer was found. */
  readonly campaign: CampaignRecord;
  /** Of a cancelled campaign: the one cancellation there is, whoever asks. */
  readonly cancellation: Cancellation | null;
  /** This command had been answered before, and this is that answer. */
  readonly replayed: boolean;
  readonly guard?: CommitGuard;
};

interface Command<Tx> {
  readonly campaignId: string;
  readonly event: CampaignEvent;
  readonly options: CommandOptions<Tx>;
  readonly dueAt?: EpochMs;
}

const guards: Partial<Record<CampaignEvent['type'], CommitGuard>> = {
  START: 'due',
  COMPLETE: 'settled',
};

// The graph has no cycle, so a status moves away from under a command fewer times than there are
// statuses; each can be refused by a guard once.
const roundsMax = 2 * campaignStatuses.length;

const effectsOf = (decision: Decision): readonly CampaignEffect['type'][] =>
  decision.accepted ? decision.effects.map(({ type }) => type) : [];

const changeOf = <Tx>(
  context: ServiceContext<Tx>,
  command: Command<Tx>,
  commandId: string,
  decision: Decision,
): StatusChange => {
  const guard = guards[command.event.type];
  return {
    campaignId: command.campaignId,
    decision,
    commandId,
    by: checkText('by', command.options.by),
    reason: checkText('a reason', command.options.reason),
    effects: effectsOf(decision).filter((effect) => !joinsCommit(context, effect)),
    ...(command.dueAt === undefined ? {} : { dueAt: command.dueAt }),
    ...(guard && decision.accepted ? { guard } : {}),
  };
};

const commit = async <Tx>(
  context: ServiceContext<Tx>,
  command: Command<Tx>,
  commandId: string,
  decision: Decision,
): Promise<CommitResult> => {
  const joined = effectsOf(decision).filter((effect) => isCalledWithin(context, effect));
  const target = { campaignId: command.campaignId, dueAt: command.dueAt ?? null };
  const { tx } = command.options;
  return context.store.commit(changeOf(context, command, commandId, decision), {
    ...(tx === undefined ? {} : { tx }),
    ...(joined.length === 0
      ? {}
      : {
          within: async (inner: Tx) => {
            for (const effect of joined) await carryOut(context, effect, target, inner);
          },
        }),
  });
};

/**
 * Commits without a read before, where the store can. Left out are the statuses in which a port has to be
 * called inside the commit: with a queue that joins, a CANCEL in `sending` still goes this way.
 */
const commitUnread = async <Tx>(
  context: ServiceContext<Tx>,
  command: Command<Tx>,
  commandId: string,
) => {
  const { store } = context;
  if (!store.tryCommit || command.options.tx !== undefined) return undefined;
  const [first, ...others] = campaignStatuses
    .map((status): Decision => decide(status, command.event))
    .filter(({ accepted }) => accepted)
    .filter((each) => !effectsOf(each).some((effect) => isCalledWithin(context, effect)))
    .map((each) => changeOf(context, command, commandId, each));
  return first && store.tryCommit([first, ...others]);
};

const replay = (entry: HistoryEntry, event: CampaignEvent): Decision => {
  if (entry.decision !== null && entry.event === event.type) return entry.decision;
  throw new CampaignInputError<ServiceInputErrorCode>(
    'command-id-reused',
    `a command id that was not used for ${entry.event} before`,
    entry.commandId,
  );
};

/** The table would accept it, the guard does not: a rejection of the same shape. */
const refusedByGuard = ({ status }: CampaignRecord, event: CampaignEvent): Decision => ({
  accepted: false,
  from: status,
  event: event.type,
  reason: 'too-early',
  acceptedEvents: acceptedEvents(status).filter((type) => type !== event.type),
});

const answerOf = (
  commandId: string,
  said: Decision,
  campaign: CampaignRecord,
  replayed = false,
): Answer => {
  const guard = !said.accepted && can(said.from, said.event) ? guards[said.event] : undefined;
  return {
    ...said,
    campaignId: campaign.id,
    commandId,
    campaign,
    cancellation: campaign.cancellation,
    replayed,
    ...(guard ? { guard } : {}),
  };
};

/** Tells the observer of what the commit itself carried out, and brings the rest to the ports. */
const followUp = <Tx>(
  context: ServiceContext<Tx>,
  answer: Answer,
  ownTransaction: boolean,
): void => {
  notify(context.observe, 'onDecision', answer);
  if (answer.replayed) return;
  const { campaignId } = answer;
  const effects = effectsOf(answer);
  tellOfJoined(context, campaignId, effects);
  const isRecorded = effects.some((effect) => !joinsCommit(context, effect));
  // In a transaction of the embedder's own nothing is committed yet: the relay will find it.
  if (!isRecorded || !context.carryOutAtOnce || !ownTransaction) return;
  // Not awaited: the command resolves at the commit. What fails here the relay tries again.
  relayEffects(context as ServiceContext, campaignId).catch((error: unknown) =>
    notify(context.observe, 'onTrouble', { where: 'relay', campaignId, error }),
  );
};

const checked = <Tx>(command: Command<Tx>, newId: () => string) => {
  const { options } = command;
  checkCampaignId(command.campaignId);
  checkText('by', options.by);
  checkText('a reason', options.reason);
  return options.commandId === undefined ? newId() : checkCommandId(options.commandId);
};

/**
 * Load, decide, compare-and-set; and if somebody else was faster, decide again on what is there now.
 * The compare-and-set decides, never an answer of a queue.
 */
export async function runCommand<Tx>(
  context: ServiceContext<Tx>,
  command: Command<Tx>,
): Promise<Answer> {
  const commandId = checked(command, context.newId);
  const { campaignId, event, options } = command;
  const finish = (answer: Answer): Answer => {
    followUp(context, answer, options.tx === undefined);
    return answer;
  };
  const unread = await commitUnread(context, command, commandId);
  if (unread) return finish(answerOf(commandId, unread.decision, unread.campaign));
  let campaign: CampaignRecord | undefined = await context.store.read(campaignId, options.tx);
  let refused: Decision | null = null;
  for (let round = 0; round < roundsMax; round += 1) {
    if (campaign === undefined) throw new CampaignNotFoundError(campaignId);
    const decision: Decision = refused ?? decide(campaign.status, event);
    // A rejection that nobody can ask about again leaves no trace.
    if (!decision.accepted && options.commandId === undefined) {
      return finish(answerOf(commandId, decision, campaign));
    }
    const result: CommitResult = await commit(context, command, commandId, decision);
    if (result.outcome === 'missing') throw new CampaignNotFoundError(campaignId);
    if (result.outcome === 'committed')
      return finish(answerOf(commandId, decision, result.campaign));
    if (result.outcome === 'replayed') {
      return finish(answerOf(commandId, replay(result.entry, event), result.campaign, true));
    }
    campaign = result.campaign;
    refused = result.outcome === 'guarded' ? refusedByGuard(result.campaign, event) : null;
  }
  throw new Error(
    `Campaign ${JSON.stringify(campaignId)} moved ${roundsMax} times during one ${event.type}, which the lifecycle rules out: the store does not keep its contract.`,
  );
}
