import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { entries } from './manifest.js';
import { run } from './run.js';

const { consumers, nodes } = inject('workshop');
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const program = fileURLToPath(new URL('consumer/use.ts', import.meta.url));

// skipLibCheck is off, so that our declarations and XState's are checked as well.
const checked = { strict: true, skipLibCheck: false, target: 'ES2022', outDir: 'out', types: [] };
// With it on for those who are stricter: XState's own declarations do not compile then.
const strictest = { ...checked, skipLibCheck: true, exactOptionalPropertyTypes: true };
const nodenext = { module: 'nodenext', moduleResolution: 'nodenext' };

/** The ways in which users' TypeScript finds a package. */
const settings = [
  { name: 'nodenext-esm', type: 'module', options: { ...checked, ...nodenext } },
  { name: 'nodenext-cjs', type: 'commonjs', options: { ...checked, ...nodenext } },
  { name: 'nodenext-strictest', type: 'module', options: { ...strictest, ...nodenext } },
  {
    name: 'bundler',
    type: 'module',
    options: { ...checked, module: 'preserve', moduleResolution: 'bundler', noEmit: true },
  },
] as const;

/** Every entry, imported; `false` is not assignable where one has no types and is `any`. */
const typed = entries
  .map(
    ({ specifier }, index) =>
      `import * as entry${index} from '${specifier}';\n` +
      `export const isAny${index}: 0 extends 1 & typeof entry${index} ? true : false = false;\n`,
  )
  .join('');

const projects = Object.entries(consumers).flatMap(([peers, home]) =>
  settings.map((setting) => ({ ...setting, peers, folder: join(home, setting.name) })),
);

/** What TypeScript has to say; `out/use.js` is there afterwards. */
const compile = async ({ folder, name, type, options }: (typeof projects)[number]) => {
  await mkdir(folder);
  await copyFile(program, join(folder, 'use.ts'));
  const files = ['entries.ts', 'use.ts'];
  await Promise.all([
    writeFile(join(folder, 'package.json'), JSON.stringify({ type })),
    writeFile(join(folder, 'entries.ts'), typed),
    writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files })),
  ]);
  if (name === 'bundler') {
    await build({ absWorkingDir: folder, entryPoints: ['use.ts'], bundle: true, outdir: 'out' });
  }
  return run(process.execPath, [compiler, '-p', '.'], folder);
};

describe.each(projects)('TypeScript by $name with the $peers peers', (project) => {
  let compiled: PromiseSettledResult<string>;
  beforeAll(async () => {
    [compiled] = await Promise.allSettled([compile(project)]);
  });

  it('compiles a user’s program and finds types for every entry', () => {
    expect(compiled).toEqual({ status: 'fulfilled', value: '' });
  });

  it.each(nodes)('makes a program that does what it says on Node $version', async ({ binary }) => {
    expect(JSON.parse(await run(binary, ['out/use.js'], project.folder))).toEqual({
      decided: {
        accepted: true,
        from: 'sending',
        to: 'cancelled',
        event: 'CANCEL',
        effects: [{ type: 'abort-dispatch' }],
      },
      stoppable: ['sending', null, 'draft'],
      actor: {
        status: 'cancelled',
        effects: ['enqueue autumn-sale', 'abort-dispatch autumn-sale'],
      },
      transition: { status: 'cancelled', effects: ['dequeue'], cancellable: true },
      oneClass: [true, true, true],
    });
  });
});
