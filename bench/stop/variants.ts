import type { HandOver } from './hand-over.js';

/** A way to send a campaign that can be cancelled from another process. */
export interface Variant {
  /** Sends until everything is sent or it notices the cancel. */
  run(campaignId: string, recipients: number): Promise<void>;
  /** The flag of the process is set; only one variant has a flag to look at. */
  flag?(): void;
  close(): void;
}

/** Opens a variant in a worker process on the database at `path`. */
export type OpenVariant = (path: string, handOver: HandOver) => Promise<Variant>;

/** What the harness runs, by name, with what the table says of each. */
export const variants = {
  'campaign-machine': {
    does: 'three nets, begun marks and counts in the ledger',
    open: async () => (await import('./campaign-machine.js')).openCampaignMachine,
  },
  'no cancel checks': {
    does: 'the same loop and the same ledger, without signal and beat',
    open: async () => (await import('./campaign-machine.js')).openWithoutNets,
  },
  'a page of 100': {
    does: 'a status column, read again before each page (as dub does); no ledger',
    open: async () => (await import('./status-column.js')).openPages,
  },
  'before each': {
    does: 'a status column, read again before every recipient (as phpList does); no ledger',
    open: async () => (await import('./status-column.js')).openEach,
  },
  'a flag': {
    does: 'a flag in the sending process (as listmonk has it), told by a message; no ledger',
    open: async () => (await import('./status-column.js')).openFlag,
  },
  'bare loop': {
    does: 'no status, no ledger',
    open: async () => (await import('./status-column.js')).openBare,
  },
} as const satisfies Record<
  string,
  { readonly does: string; readonly open: () => Promise<OpenVariant> }
>;

export type VariantName = keyof typeof variants;
