import { type LayerImports, layerImports } from '../../test/source/imports.js';
import { layers } from '../../test/source/layers.js';
import { sourceFiles } from '../../test/source/source-files.js';
import { code, markdownTable } from './markdown.js';

const imports = layerImports(sourceFiles);

const folderOf = (layer: string): string => (layer === 'index' ? 'src/index.ts' : `src/${layer}`);

/** What all folders of one rule import together; for `adapters/*`, that is every adapter. */
const importedBy = (rule: string): string => {
  const ofRule = imports.filter((each) => each.rule === rule);
  const names = (of: (each: LayerImports) => readonly string[]) => [...new Set(ofRule.flatMap(of))];
  const all = [...names(({ folders }) => folders), ...names(({ packages }) => packages).map(code)];
  return all.join(', ') || 'nothing';
};

/** What is in every folder of `src`, and what its files import. */
export const foldersTable = (): string =>
  markdownTable(
    ['folder', 'what', 'imports'],
    Object.entries(layers).map(([rule, { what }]) => [
      code(folderOf(rule)),
      what,
      importedBy(rule),
    ]),
  );

/** Is there a way from one folder to the other, however long? */
const leadsTo = (from: string, to: string): boolean =>
  (imports.find(({ layer }) => layer === from)?.folders ?? []).some(
    (folder) => folder === to || leadsTo(folder, to),
  );

/** The imports that no longer way stands for already. */
const direct = ({ folders }: LayerImports): readonly string[] =>
  folders.filter((folder) => !folders.some((other) => leadsTo(other, folder)));

const node = (layer: string): string => layer.replaceAll('/', '_');

/** The folders as a flow chart of Mermaid: an arrow leads to what is imported. */
export const importPicture = (): string =>
  [
    '```mermaid',
    'flowchart TD',
    ...imports.map(({ layer }) => `  ${node(layer)}["${folderOf(layer).replace('src/', '')}"]`),
    ...imports.flatMap((each) =>
      direct(each).map((folder) => `  ${node(each.layer)} --> ${node(folder)}`),
    ),
    '```',
  ].join('\n');
