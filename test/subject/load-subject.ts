import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** The code under test, whole or with one guard taken out. */
export type Subject = typeof import('./subject.js');

/** One change of the source: the text that holds a rule, and what stands there without it. */
export interface Patch {
  /** Below `src`. */
  readonly file: string;
  /** Has to be in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

const src = new URL('../../src/', import.meta.url);

const withPatch = (text: string, { file, find, replace }: Patch): string => {
  const found = text.split(find).length - 1;
  if (found !== 1) {
    throw new Error(`Expected exactly one ${JSON.stringify(find)} in src/${file}, found ${found}.`);
  }
  return text.replace(find, () => replace);
};

/** Files with their patches in them, by path. A patch that no longer fits its file is an error. */
const patchedFiles = (patches: readonly Patch[]): ReadonlyMap<string, string> => {
  const texts = new Map<string, string>();
  for (const patch of patches) {
    const path = fileURLToPath(new URL(patch.file, src));
    texts.set(path, withPatch(texts.get(path) ?? readFileSync(path, 'utf8'), patch));
  }
  return texts;
};

const patching = (patches: readonly Patch[]): Plugin => ({
  name: 'patching',
  setup: ({ onLoad }) => {
    const texts = patchedFiles(patches);
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const contents = texts.get(path);
      return contents === undefined ? undefined : { contents, loader: 'ts' };
    });
  },
});

/**
 * The real source, bundled and imported, with these patches in it. Every call gives modules of its
 * own, so that nothing is shared between what is whole and what is not.
 */
export const loadSubject = async (patches: readonly Patch[] = []): Promise<Subject> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('subject.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    plugins: [patching(patches)],
  });
  const code = outputFiles[0]?.text ?? '';
  const nonce = `\n// ${globalThis.crypto.randomUUID()}`;
  const url = `data:text/javascript;base64,${Buffer.from(code + nonce).toString('base64')}`;
  return (await import(/* @vite-ignore */ url)) as Subject;
};
