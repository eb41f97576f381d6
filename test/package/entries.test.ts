import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { entries } from './manifest.js';
import { run } from './run.js';

interface Loaded {
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly duplicated: readonly string[];
}

const { alone, consumers, nodes } = inject('workshop');
const specifiers = entries.map(({ specifier }) => specifier);
/** The entries that cannot do without a peer. All others have to load where none is installed. */
const needing = new Map([
  ['campaign-machine', 'xstate'],
  ['campaign-machine/react', 'react'],
  ['campaign-machine/inspect', 'xstate'],
]);
const standalone = specifiers.filter((specifier) => !needing.has(specifier));
const program = fileURLToPath(new URL('consumer/load.mjs', import.meta.url));

const load = async (node: string, project: string, way: string, names: readonly string[]) => {
  const printed = await run(node, ['load.mjs', way, ...names], project);
  return JSON.parse(printed) as Loaded;
};

beforeAll(async () => {
  const projects = [alone, ...Object.values(consumers)];
  await Promise.all(projects.map((project) => copyFile(program, join(project, 'load.mjs'))));
});

describe.each(nodes)('the entries on Node $version', ({ binary }) => {
  it.each(Object.entries(consumers))(
    'load with the %s peers, each name one thing',
    async (_, project) => {
      const imported = await load(binary, project, 'import', specifiers);
      const required = await load(binary, project, 'require', specifiers);
      expect(Object.keys(imported.names)).toEqual(specifiers);
      for (const specifier of specifiers) expect(imported.names[specifier]).not.toEqual([]);
      expect(required.names).toEqual(imported.names);
      expect([...imported.duplicated, ...required.duplicated]).toEqual([]);
    },
  );

  it.each(['import', 'require'])('have one CampaignInputError between them by %s', async (way) => {
    const { names, duplicated } = await load(binary, consumers.newest, way, specifiers);
    const exporting = specifiers.filter((name) => names[name]?.includes('CampaignInputError'));
    expect(exporting).toEqual(
      expect.arrayContaining(['campaign-machine', 'campaign-machine/lifecycle']),
    );
    expect(duplicated.filter((entry) => entry.endsWith(' CampaignInputError'))).toEqual([]);
  });

  it.each(['import', 'require'])(
    'load by %s with no peer installed, save those listed',
    async (way) => {
      expect(Object.keys((await load(binary, alone, way, standalone)).names)).toEqual(standalone);
    },
  );

  it.each([...needing])('of %s misses %s where it is not installed', async (specifier, peer) => {
    const loading = load(binary, alone, 'import', [specifier]);
    await expect(loading).rejects.toThrow(`Cannot find package '${peer}'`);
  });
});
