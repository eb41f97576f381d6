import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, inject, it } from 'vitest';

const { consumers } = inject('workshop');
const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The rows of the README's table of sizes: | `export …` | 1.2 kB | nothing | */
const rows = [...readme.matchAll(/^\| `(export .+)` +\| ([\d.]+) kB +\| (\S.*?) +\|$/gm)].map(
  ([, code = '', kilobytes, beside = '']) => ({
    code,
    bytesMax: Math.round(Number(kilobytes) * 1000),
    peers: beside === 'nothing' ? [] : beside.split(', '),
  }),
);

const packageOf = (input: string) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];

/** What a page ships that says this: minified by esbuild, with the peers left to the page. */
const bundle = async (code: string, peers: readonly string[]) => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: consumers.newest },
    bundle: true,
    minify: true,
    format: 'esm',
    external: [...peers],
    metafile: true,
    write: false,
  });
  const [output] = Object.values(metafile.outputs);
  const [file] = outputFiles;
  if (!output || !file) throw new Error('Expected esbuild to write one file; got none');
  const shipped = Object.entries(output.inputs).filter(
    ([, { bytesInOutput }]) => bytesInOutput > 0,
  );
  return {
    bytes: gzipSync(file.contents).length,
    /** The packages that were looked into; `undefined` is the code above. */
    read: new Set(Object.keys(metafile.inputs).map(packageOf)),
    shipped: new Set(shipped.map(([input]) => packageOf(input))),
    imports: output.imports.map(({ path }) => path),
  };
};

describe('the README’s table of sizes', () => {
  it('holds what is promised for the lifecycle and the hook', () => {
    const limits = Object.fromEntries(rows.map(({ code, bytesMax }) => [code, bytesMax]));
    expect(limits["export * from 'campaign-machine/lifecycle'"]).toBeLessThanOrEqual(1200);
    expect(limits["export { can } from 'campaign-machine/lifecycle'"]).toBeLessThanOrEqual(400);
    const hook = "export { useCampaignControl } from 'campaign-machine/react'";
    expect(limits[hook]).toBeLessThanOrEqual(2000);
  });

  it.each(rows)('is right about $code', async ({ code, bytesMax, peers }) => {
    const { bytes, shipped, imports } = await bundle(code, peers);
    expect(bytes).toBeLessThanOrEqual(bytesMax);
    // Nor is a figure that is far too high any good to its reader.
    expect(bytes).toBeGreaterThan(bytesMax / 2);
    expect(shipped).toEqual(new Set(['campaign-machine']));
    expect(imports).toEqual(peers);
  });
});

describe.each([
  ['lifecycle', []],
  ['foreign', []],
  ['control', []],
  ['react', ['react']],
])('campaign-machine/%s', (entry, peers) => {
  it('does not even lead a bundler to XState, nor to what only Node has', async () => {
    const code = `import * as all from 'campaign-machine/${entry}'; log(all)`;
    const { read, imports } = await bundle(code, peers);
    expect(read).toEqual(new Set([undefined, 'campaign-machine']));
    expect(imports).toEqual(peers);
  });
});
