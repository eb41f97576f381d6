// Runs after Stryker, which is content where it finds nothing to mutate: is its report about all the
// code that it is meant to be about, and is every mutant that was left out explained where it lives?
// What Stryker keeps for its next run is left here as it is on every machine.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

interface Mutant {
  readonly status: string;
  readonly statusReason?: string;
  readonly location: { readonly start: { readonly line: number } };
}

const root = new URL('../../', import.meta.url);
const folders = ['src/lifecycle', 'src/machine', 'src/foreign'];
// The table alone makes this many. Written `as const` it would make none: see `define` there.
const tableMutantsMin = 30;
// What Stryker says of a `// Stryker disable` that gives no reason of its own.
const noReason = 'Ignored using a comment';

const report = JSON.parse(readFileSync(new URL('reports/mutation.json', root), 'utf8'));
const mutantsOf = (file: string): readonly Mutant[] => report.files[file]?.mutants ?? [];

const files = folders.flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('index.ts'))
    .map((name) => `${folder}/${name}`),
);

const problems: string[] = [];
for (const file of files) {
  if (mutantsOf(file).length === 0) problems.push(`${file} has no mutants.`);
  for (const { status, statusReason = noReason, location } of mutantsOf(file)) {
    if (status !== 'Ignored') continue;
    console.log(`left out: ${file}:${location.start.line}: ${statusReason}`);
    if (statusReason === noReason) problems.push(`${file}:${location.start.line} says no reason.`);
  }
}
const inTable = mutantsOf('src/lifecycle/lifecycle.ts').length;
if (inTable < tableMutantsMin) problems.push(`The table has ${inTable} of ${tableMutantsMin}.`);

// What is kept for the next run is the same on every machine, but for where it was found.
const known = new URL('test/mutation/known-mutants.json', root);
const { projectRoot: _, ...found } = JSON.parse(readFileSync(known, 'utf8'));
writeFileSync(known, `${JSON.stringify(found, null, 1)}\n`);

console.log(`${files.flatMap(mutantsOf).length} mutants in ${files.length} files`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
