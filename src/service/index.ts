/**
 * The backend: commands that store their decision in one write, effects that are carried out, and
 * a dispatch that stops.
 *
 * @packageDocumentation
 */

export type { AbortNews, AbortSignals } from './abort-signals.js';
export { type CampaignActions, campaignActions } from './campaign-actions.js';
export { CampaignExistsError, CampaignNotFoundError } from './campaign-errors.js';
export type { CampaignJob, CampaignQueue, DequeueAnswer, JobAnswer } from './campaign-queue.js';
export type {
  CampaignPage,
  CampaignRecord,
  CampaignStore,
  Cancellation,
  CommitGuard,
  CommitResult,
  Committed,
  EpochMs,
  HistoryEntry,
  NewCampaign,
  RecordedEffect,
  StatusChange,
  WriteOptions,
} from './campaign-store.js';
export type {
  Campaigns,
  CampaignsOptions,
  CancelAnswer,
  CancelOptions,
  CreateOptions,
  DispatchOptions,
} from './campaigns.js';
export { checkMove } from './check-move.js';
export { type Clock, systemClock } from './clock.js';
export { combineSignals } from './combine-signals.js';
export type { Answer, CommandOptions } from './commands.js';
export type { ServiceContext } from './context.js';
export { createCampaigns, createDispatcher } from './create-campaigns.js';
export {
  type DeliveryOutcome,
  type FailureCode,
  outcomeOfError,
  outcomeOfHttpStatus,
} from './delivery.js';
export type { DispatchResult, DispatchWork } from './dispatch.js';
export type { Dispatcher, DispatcherOptions } from './dispatcher.js';
export type { EffectFailureCode } from './effects.js';
export type { ServiceInputErrorCode } from './input.js';
export type { Deliver } from './lanes.js';
export { DispatchStopped, type StopCode } from './lease.js';
export type { RecipientSource } from './materialise.js';
export type { CampaignObserver, EffectEvent, ProgressEvent, TroubleEvent } from './observe.js';
export type {
  Claim,
  ClaimResult,
  LeaseRef,
  LeaseState,
  LeaseTaken,
  OwnCounts,
  Place,
  Recipient,
  RecipientLedger,
  Settlement,
  Tally,
} from './recipient-ledger.js';
export type { CampaignReport, Counts, Receipt } from './report.js';
export { storedStatus } from './stored-status.js';
export { survivesJson } from './survives-json.js';
export type { SweepResult } from './sweep.js';
