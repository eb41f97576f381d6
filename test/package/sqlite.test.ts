import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { run } from './run.js';

const { alone, consumers, nodes } = inject('workshop');
const program = fileURLToPath(new URL('consumer/sqlite.mjs', import.meta.url));
const projects = [alone, ...Object.values(consumers)];
/** `node:sqlite` comes with 22.13. */
const hasBuiltIn = (version: string) => Number(version.slice(1).split('.')[0]) >= 22;

const ask = async (node: string, project: string) =>
  JSON.parse(await run(node, ['--no-warnings', 'sqlite.mjs'], project)) as {
    readonly driver: string;
    readonly required: string;
    readonly ran: number;
    readonly failed: readonly string[];
  };

beforeAll(async () => {
  await Promise.all(projects.map((project) => copyFile(program, join(project, 'sqlite.mjs'))));
});

describe.each(nodes)('campaign-machine/sqlite on Node $version', ({ version, binary }) => {
  it.each(Object.entries(consumers))(
    'passes the conformance suites with the %s peers',
    async (_, project) => {
      const { driver, required, ran, failed } = await ask(binary, project);
      expect(failed).toEqual([]);
      expect(ran).toBeGreaterThan(100);
      expect(driver).toBe(hasBuiltIn(version) ? 'DatabaseSync' : 'Database');
      expect(required).toBe(driver);
    },
  );

  it('does without libsql where Node has a driver, and says what is missing where not', async () => {
    const { driver, required, failed } = await ask(binary, alone);
    expect(driver).toBe(hasBuiltIn(version) ? 'DatabaseSync' : 'driver-missing');
    expect(required).toBe(driver);
    expect(failed).toEqual([]);
  });
});
