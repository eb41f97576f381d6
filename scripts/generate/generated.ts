import { readFileSync } from 'node:fs';
import { drawLifecycle } from '../../examples/lifecycle-diagram/draw.js';
import { lifecycle } from '../../src/lifecycle/index.js';
import { formatted } from './formatted.js';
import { machineConfig } from './machine-config.js';
import { sections } from './sections.js';
import { withSections } from './with-sections.js';

/** The folder of the project. */
export const root = new URL('../../', import.meta.url);

/** A file as the source says that it is. */
export interface GeneratedFile {
  /** From the folder of the project. */
  readonly path: string;
  readonly text: string;
}

/** The pages that have generated sections, and the way from each to `docs/images`. */
const pages = [
  { path: 'README.md', images: 'docs/images' },
  { path: 'docs/lifecycle.md', images: 'images' },
  { path: 'docs/design.md', images: 'images' },
] as const;

/** Everything that is generated from the sources. Writes nothing. */
export const generated = (): readonly GeneratedFile[] => [
  { path: 'docs/images/lifecycle.svg', text: `${drawLifecycle(lifecycle)}\n` },
  {
    path: 'docs/campaign-machine.json',
    text: formatted('campaign-machine.json', JSON.stringify(machineConfig())),
  },
  ...pages.map(({ path, images }) => {
    const page = readFileSync(new URL(path, root), 'utf8');
    return { path, text: formatted(path, withSections(path, page, sections(images))) };
  }),
];
