/** What the files of one folder of `src` may import, besides each other. */
export interface Layer {
  /** What is in it, as `docs/design.md` says. */
  readonly what: string;
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
  lifecycle: { what: 'the table, `decide`, `can`, `explain`, parsing', folders: [], packages: [] },
  foreign: { what: "other systems' statuses mapped to ours", folders: ['lifecycle'], packages: [] },
  control: { what: 'the view-model of a button', folders: ['lifecycle'], packages: [] },
  machine: {
    what: 'the XState machine and its descriptions',
    folders: ['lifecycle'],
    packages: ['xstate'],
  },
  service: {
    what: 'ports, commands, effects, dispatch',
    folders: ['lifecycle'],
    packages: ['node:*'],
  },
  testing: {
    what: 'conformance suites, without a runner',
    folders: ['lifecycle', 'service'],
    packages: ['node:*'],
  },
  sql: { what: 'what SQL adapters share', folders: ['lifecycle', 'service'], packages: [] },
  'adapters/*': {
    what: 'one folder for each outside system',
    folders: ['lifecycle', 'service', 'sql'],
    packages: ['*'],
  },
  react: { what: 'the hooks', folders: ['lifecycle', 'control'], packages: ['react'] },
  inspect: {
    what: "an observer for Stately's inspector",
    folders: ['lifecycle', 'machine', 'service'],
    packages: ['xstate'],
  },
  index: { what: 'the root entry', folders: ['lifecycle', 'machine'], packages: [] },
};
