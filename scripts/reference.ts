import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Application, type Context, Converter, ReflectionKind, type TypeDocOptions } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';
import { packageEntries } from './package-entries.js';

const pathOf = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url));
const out = pathOf('docs/reference');

/** What gives an exported type its shape and is of no use by itself. Everything else has a page. */
const shapesOnly = [
  'ActionScope',
  'CampaignRow',
  'InTransaction',
  'JobRow',
  'Lifecycle',
  'MemoryState',
  'Placed',
  'Single',
  'Transition',
  'foreignStatuses',
];

/** The last part of what users import: the page's name, and how the pages are found. */
const pageOf = (specifier: string): string => specifier.split('/').at(-1) ?? specifier;
const specifiers = new Map(packageEntries.map(({ specifier }) => [pageOf(specifier), specifier]));

const options: TypeDocOptions & PluginOptions = {
  plugin: ['typedoc-plugin-markdown'],
  outputs: [{ name: 'markdown', path: out }],
  entryPoints: packageEntries.map(({ source }) => pathOf(source)),
  tsconfig: pathOf('tsconfig.json'),
  // The compiler has its own turn in `npm run typecheck`.
  skipErrorChecking: true,
  treatWarningsAsErrors: true,
  validation: { notExported: true, invalidLink: true },
  intentionallyNotExported: shapesOnly,
  sort: ['source-order'],
  sortEntryPoints: false,
  // What a class inherits from JavaScript itself is described there.
  excludeExternals: true,
  readme: 'none',
  disableSources: true,
  router: 'module',
  entryFileName: 'index',
  hideBreadcrumbs: true,
  hidePageHeader: true,
  pageTitleTemplates: {
    index: 'Reference',
    module: ({ name }) => specifiers.get(name) ?? name,
  },
  parametersFormat: 'table',
  useCodeBlocks: true,
};

/** TypeDoc names an entry after its file; here it has the name that users import. */
const nameEntries = ({ project }: Context): void => {
  for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
    const entry = packageEntries.find(
      ({ source }) => source.replace(/^src\/|(\/index)?\.ts$/g, '') === module.name,
    );
    if (!entry) throw new Error(`Expected an entry of package.json; got the module ${module.name}`);
    module.name = pageOf(entry.specifier);
  }
};

const app = await Application.bootstrapWithPlugins(options);
app.converter.on(Converter.EVENT_RESOLVE_BEGIN, nameEntries);
const project = await app.convert();
if (project) {
  app.validate(project);
  // A page of an entry that is gone would stay in the site.
  rmSync(out, { recursive: true, force: true });
  await app.generateOutputs(project);
}
if (!project || app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1;
