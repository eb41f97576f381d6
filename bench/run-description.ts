import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem, type } from 'node:os';

// Taken when the bench begins: what else the machine does makes times longer and ratios less sure.
const loadBefore = loadavg()[0]?.toFixed(1);

// Read from the file, because not every package exports its package.json.
const versionOf = (packageName: string): string => {
  const folder = packageName === 'campaign-machine' ? '..' : `../node_modules/${packageName}`;
  const manifest = new URL(`${folder}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
};

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
    `- Machine: ${machine}, ${type()} ${process.arch}, load average ${loadBefore} before`,
    `- Versions: Node ${node} (V8 ${v8}), ${packages.join(', ')}`,
  ].join('\n');
};
