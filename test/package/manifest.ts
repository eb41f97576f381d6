import { readFileSync } from 'node:fs';
import { minVersion } from 'semver';

/** One side of an entry in `exports`: where the types are, and where the code is. */
type Condition = Readonly<Record<string, string>>;

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, Condition>>>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly engines: { readonly node: string };
}

const manifest: Manifest = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);

/** What users import, and the files that `exports` names for it. An entry added there is tested. */
export const entries = Object.entries(manifest.exports).flatMap(([subpath, conditions]) =>
  typeof conditions === 'string'
    ? []
    : [{ specifier: subpath.replace('.', manifest.name), conditions }],
);

const lowest = (range: string): string => {
  const version = minVersion(range)?.version;
  if (version === undefined)
    throw new Error(`Expected a range with a lowest version; got ${range}`);
  return version;
};

/**
 * The two ends of what `peerDependencies` promises. The newest is what the range gives a user on the
 * day the test runs, so it is left to npm: a release that breaks this package has to turn it red.
 */
export const peers = {
  lowest: Object.fromEntries(
    Object.entries(manifest.peerDependencies).map(([name, range]) => [name, lowest(range)]),
  ),
  newest: manifest.peerDependencies,
};

/** The oldest Node that `engines` promises, and the later lines that are maintained. */
export const nodeVersions = [lowest(manifest.engines.node), '22', '24'] as const;
