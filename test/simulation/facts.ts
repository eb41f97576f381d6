import type { Answer } from '../../src/service/commands.js';
import type { DeliveryOutcome } from '../../src/service/delivery.js';
import type { DispatchResult } from '../../src/service/dispatch.js';
import type { CampaignReport } from '../../src/service/report.js';

/** A message that left a process. */
export interface HandOver {
  readonly process: string;
  readonly recipient: string;
  readonly at: number;
  readonly isAfterCancel: boolean;
  /** How long nobody may try again. */
  readonly waitMs: number;
  readonly outcome: DeliveryOutcome['outcome'];
}

/** How a command was answered; an error says that the caller cannot know. */
export interface Said {
  readonly process: string;
  readonly command: string;
  readonly answer: Answer | null;
}

/** What the world outside has seen, kept apart from what the ledger says about it. */
export interface Facts {
  readonly handOvers: HandOver[];
  readonly said: Said[];
  /** By `process recipient`: begun and not handed over, as the ledger's rows have shown it. */
  readonly begun: Record<string, number>;
  /** Hand-overs that could still come when the cancel committed; `null` before. */
  owedAtCancel: number | null;
  /** Hand-overs that came since. */
  paidSinceCancel: number;
  /** Leases whose holder has been told to stop. */
  readonly warned: string[];
  /** By process, the status that it read last. */
  readonly lastRead: Record<string, string>;
  /** Effects that reached their port. */
  readonly carriedOut: string[];
  /** Workers that said they were done with the campaign, and in which status that was. */
  readonly done: { readonly process: string; readonly status: string }[];
  /** How a sender with a loop of its own ended. */
  readonly dispatched: { readonly process: string; readonly result: DispatchResult }[];
  /** Reports that somebody was given. */
  readonly reports: { readonly process: string; readonly report: CampaignReport }[];
  /** Reports are compared with what comes after them: since when is nobody at work any more? */
  stoppedAt: number | null;
}

export const createFacts = (): Facts => ({
  handOvers: [],
  said: [],
  begun: {},
  owedAtCancel: null,
  paidSinceCancel: 0,
  warned: [],
  lastRead: {},
  carriedOut: [],
  done: [],
  dispatched: [],
  reports: [],
  stoppedAt: null,
});

const byProcess = (a: { readonly process: string }, b: { readonly process: string }) =>
  a.process < b.process ? -1 : a.process > b.process ? 1 : 0;

/** The facts as text, the same whatever the order between processes was. */
export const factsKey = (facts: Facts): string => {
  const { handOvers, said, begun, warned, lastRead, carriedOut, reports } = facts;
  const rest = [facts.owedAtCancel, facts.paidSinceCancel, facts.stoppedAt];
  return JSON.stringify([
    [...handOvers].sort(byProcess),
    [...said].sort(byProcess),
    Object.entries(begun).sort(),
    [...warned].sort(),
    Object.entries(lastRead).sort(),
    [...carriedOut].sort(),
    [...facts.done].sort(byProcess),
    [...facts.dispatched].sort(byProcess),
    [...reports].sort(byProcess),
    rest,
  ]);
};
