// node load.mjs (import | require) SPECIFIER…
// Loads every entry the way it is told to, and prints what was found in each.
import { createRequire } from 'node:module';

const [way, ...specifiers] = process.argv.slice(2);
/** @type {(specifier: string) => unknown} */
const load = way === 'require' ? createRequire(import.meta.url) : (name) => import(name);

/** @type {{ specifier: string, name: string, value: unknown }[]} */
const found = [];
for (const specifier of specifiers) {
  for (const [name, value] of Object.entries(Object(await load(specifier)))) {
    found.push({ specifier, name, value });
  }
}

// A class that exists twice makes `instanceof` lie: one name has to be one thing in all entries.
const duplicated = found.filter(({ name, value }) =>
  found.some((other) => other.name === name && other.value !== value),
);

/** @param {string | undefined} specifier */
const namesOf = (specifier) =>
  found.filter((entry) => entry.specifier === specifier).map(({ name }) => name);

console.log(
  JSON.stringify({
    names: Object.fromEntries(
      specifiers.map((specifier) => [specifier, namesOf(specifier).sort()]),
    ),
    duplicated: duplicated.map(({ specifier, name }) => `${specifier} ${name}`),
  }),
);
