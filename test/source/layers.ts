/** What the files of one folder of `src` may import, besides each other. */
export interface Layer {
  /** Folders of `src`. */
  readonly folders: readonly string[];
  /** Packages by name; `node:*` stands for all that Node brings along, `*` for any. */
  readonly packages: readonly string[];
}

/**
 * The layers, from the bottom up: a folder may import only folders above it in this list. A new folder
 * is a new line. `adapters/*` is every folder in `adapters`, one for each outside system, and none of
 * them is in the list of another; `index` is the root entry, `src/index.ts`.
 */
export const layers: Readonly<Record<string, Layer>> = {
  lifecycle: { folders: [], packages: [] },
  foreign: { folders: ['lifecycle'], packages: [] },
  control: { folders: ['lifecycle'], packages: [] },
  machine: { folders: ['lifecycle'], packages: ['xstate'] },
  service: { folders: ['lifecycle'], packages: ['node:*'] },
  testing: { folders: ['lifecycle', 'service'], packages: ['node:*'] },
  sql: { folders: ['lifecycle', 'service'], packages: [] },
  'adapters/*': { folders: ['lifecycle', 'service', 'sql'], packages: ['*'] },
  react: { folders: ['lifecycle', 'control'], packages: ['react'] },
  inspect: { folders: ['machine', 'service'], packages: ['xstate', '@statelyai/inspect'] },
  index: { folders: ['lifecycle', 'machine'], packages: [] },
};
