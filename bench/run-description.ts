import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem, type } from 'node:os';

const manifestOf = (packageName: string): { readonly version: string } => {
  const isOwn = packageName === 'campaign-machine';
  const path = isOwn ? '../package.json' : `../node_modules/${packageName}/package.json`;
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
};

/** The installed version of a package, of this one or of a dependency. */
export const versionOf = (packageName: string): string => manifestOf(packageName).version;

/** What the numbers of a section come from; starts every generated section. */
export const describeRun = (command: string, packageNames: readonly string[]): string => {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const machine = `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${memory}`;
  const { node, v8 } = process.versions;
  const packages = ['campaign-machine', ...packageNames].map(
    (name) => `${name} ${versionOf(name)}`,
  );
  return [
    `- Command: \`${command}\`, ${new Date().toISOString().slice(0, 10)}`,
    `- Machine: ${machine}, ${type()} ${process.arch}`,
    `- Versions: Node ${node} (V8 ${v8}), ${packages.join(', ')}`,
  ].join('\n');
};
