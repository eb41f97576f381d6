import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { nodeVersions, peers } from './manifest.js';
import { run } from './run.js';

/** What the tests find built: the tarball, projects that installed it, and Node binaries. */
export interface Workshop {
  readonly tarball: string;
  /** Projects with the package and its peers, by how old the peers are. */
  readonly consumers: { readonly lowest: string; readonly newest: string };
  /** A project with the package and nothing else: its peers are not installed. */
  readonly alone: string;
  readonly nodes: readonly { readonly version: string; readonly binary: string }[];
}

declare module 'vitest' {
  interface ProvidedContext {
    workshop: Workshop;
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const platform = process.platform === 'win32' ? 'win' : process.platform;

const pack = async (folder: string): Promise<string> => {
  await run('npm', ['pack', '--pack-destination', folder], root);
  const [file] = await readdir(folder);
  if (file === undefined) throw new Error('Expected npm pack to leave a tarball; got nothing');
  return join(folder, file);
};

const install = async (
  folder: string,
  dependencies: Readonly<Record<string, string>>,
  ...options: string[]
): Promise<string> => {
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, dependencies }),
  );
  await run('npm', ['install', '--no-audit', '--no-fund', ...options], folder);
  return folder;
};

const installNode = async (folder: string, version: string) => {
  const name = `node-${platform}-${process.arch}`;
  const project = await install(folder, { [name]: version }, '--prefer-offline');
  const file = platform === 'win' ? 'node.exe' : 'node';
  const binary = join(project, 'node_modules', name, 'bin', file);
  return { version: (await run(binary, ['--version'], project)).trim(), binary };
};

const build = async (home: string): Promise<Workshop> => {
  await mkdir(join(home, 'tarball'));
  const tarball = await pack(join(home, 'tarball'));
  const packed = { 'campaign-machine': `file:${tarball}` };
  const [lowest, newest, alone, ...nodes] = await Promise.all([
    install(join(home, 'lowest'), { ...packed, ...peers.lowest }),
    install(join(home, 'newest'), { ...packed, ...peers.newest }),
    install(join(home, 'alone'), packed, '--omit=peer'),
    ...nodeVersions.map((version) => installNode(join(home, `node-${version}`), version)),
  ]);
  return { tarball, consumers: { lowest, newest }, alone, nodes };
};

/** Packs the package and installs it as users do, once for all tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const home = await mkdtemp(join(tmpdir(), 'campaign-machine-'));
  const dismantle = () => rm(home, { recursive: true, force: true });
  try {
    project.provide('workshop', await build(home));
  } catch (error) {
    await dismantle();
    throw error;
  }
  return dismantle;
}
