import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, inject, it } from 'vitest';
import { entries } from './manifest.js';
import { run } from './run.js';

const { tarball, alone } = inject('workshop');
const installed = join(alone, 'node_modules/campaign-machine');

const filesIn = async (folder: string): Promise<readonly string[]> => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
};

describe('the tarball', () => {
  it('holds the build, the four texts about it, and nothing else', async () => {
    const files = await filesIn(installed);
    const built = files.filter((file) => /^dist\/.+\.(js|cjs|d\.ts|d\.cts)$/.test(file));
    expect(built.length).toBeGreaterThanOrEqual(4 * entries.length);
    expect(files.filter((file) => !built.includes(file)).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'package.json',
    ]);
  });

  it('has no CommonJS that is translated to older JavaScript than Node 20 runs', async () => {
    const scripts = (await filesIn(installed)).filter((file) => file.endsWith('.cjs'));
    expect(scripts).not.toEqual([]);
    for (const file of scripts) {
      // Such translations turn every `?.` into closures: decide took four times as long.
      expect(await readFile(join(installed, file), 'utf8')).not.toMatch(/_optionalChain|_nullish/);
    }
  });

  it('is clean for publint, warnings and suggestions included', async () => {
    const { messages, pkg } = await publint({ pkgDir: installed, strict: true, pack: false });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  it('is clean for attw: the types fit the code in every module kind', async () => {
    const attw = createRequire(import.meta.url).resolve('@arethetypeswrong/cli/package.json');
    const cli = join(attw, '../dist/index.js');
    const args = [cli, '--profile', 'node16', '--format', 'ascii', tarball];
    const report = await run(process.execPath, args, alone);
    // Three kinds for each entry and for package.json: that it exits with 0 could mean it saw none.
    expect(report.match(/^(node16 \(from \w+\)|bundler): 🟢/gm)).toHaveLength(
      3 * (entries.length + 1),
    );
  });
});

describe.each(entries)('$specifier', ({ conditions }) => {
  it('names types and code of its own for import and for require, types first', () => {
    expect(Object.keys(conditions)).toEqual(['import', 'require']);
    for (const condition of Object.values(conditions)) {
      expect(Object.keys(condition)).toEqual(['types', 'default']);
    }
    expect(conditions['import']?.['types']).toMatch(/\.d\.ts$/);
    expect(conditions['require']?.['types']).toMatch(/\.d\.cts$/);
  });

  it('names only files that are there', () => {
    for (const file of Object.values(conditions).flatMap((condition) => Object.values(condition))) {
      expect(existsSync(join(installed, file)), file).toBe(true);
    }
  });
});
