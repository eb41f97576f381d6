import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Loader, type Plugin } from 'esbuild';
import { compile } from 'svelte/compiler';
import { compileScript, parse } from 'vue/compiler-sfc';

const root = join(import.meta.dirname, '../..');
const guide = readFileSync(join(root, 'docs/guides/ui.md'), 'utf8');

/** The languages of the guide's buttons, as its code blocks are fenced. */
export type Language = 'tsx' | 'ts no-run' | 'vue' | 'svelte';

/** The first block of the guide in this language. */
const blockOf = (language: Language): string => {
  const [, code] = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(guide) ?? [];
  if (code === undefined) throw new Error(`Expected a block of ${language} in the guide; got none`);
  return code;
};

const compileVue = (source: string): string => {
  const { descriptor, errors } = parse(source);
  if (errors[0]) throw errors[0];
  return compileScript(descriptor, { id: 'stop', inlineTemplate: true }).content;
};

const compileSvelte = (source: string): string => {
  const { js, warnings } = compile(source, { generate: 'client', name: 'Component' });
  if (warnings[0]) throw new Error(warnings[0].message);
  return js.code;
};

const toScript: Readonly<Record<Language, (source: string) => string>> = {
  tsx: (source) => source,
  'ts no-run': (source) => source,
  vue: compileVue,
  svelte: compileSvelte,
};
const loaders: Readonly<Record<Language, Loader>> = {
  tsx: 'tsx',
  'ts no-run': 'ts',
  vue: 'ts',
  svelte: 'js',
};

/** Resolves `./button` to the guide's block, and `./page` to what stands around it. */
const guidePlugin = (language: Language, page: string): Plugin => ({
  name: 'guide',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^\.\/(button|page)$/ }, ({ path }) => ({ path, namespace: 'guide' }));
    onLoad({ filter: /.*/, namespace: 'guide' }, ({ path }) => ({
      contents: toScript[language](path === './page' ? page : blockOf(language)),
      loader: loaders[language],
      resolveDir: root,
    }));
  },
});

/** One classic script for a browser: the guide's button, the page around it, and their framework. */
export const bundlePage = async (
  language: Language,
  entry: string,
  page = '',
): Promise<{ readonly script: string; readonly inputs: readonly string[] }> => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: entry, loader: 'tsx', resolveDir: root },
    plugins: [guidePlugin(language, page)],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    jsx: 'automatic',
    conditions: ['browser', 'svelte'],
    define: { 'process.env.NODE_ENV': '"production"', __VUE_OPTIONS_API__: 'false' },
    metafile: true,
    logLevel: 'error',
    write: false,
  });
  const [file] = outputFiles;
  if (!file) throw new Error('Expected esbuild to write one file; got none');
  return { script: file.text, inputs: Object.keys(metafile.inputs) };
};
