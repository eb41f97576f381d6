import type { CampaignEvent, CampaignStatus } from '../../src/index.js';

/** What a campaign shows to the outside, whichever way it is implemented. */
export interface CampaignView {
  readonly status: CampaignStatus;
  readonly cancellable: boolean;
  readonly final: boolean;
}

/**
 * One campaign in an implementation under test. Tests that are written against this run unchanged
 * against every way of embedding the lifecycle.
 */
export interface CampaignSut {
  /** Gives one event to the implementation and returns when its outcome can be read. */
  send(event: CampaignEvent): void;
  /** The campaign as it is now, with every effect it has asked for so far, in order. */
  read(): CampaignView & { readonly effects: readonly string[] };
  /** Ends what is still running. */
  dispose(): void;
}

/** Makes a campaign that is in `status` and has asked for nothing yet. */
export type MakeSut = (status: CampaignStatus) => CampaignSut;
