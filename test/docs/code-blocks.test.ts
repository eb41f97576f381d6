import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type CodeBlock, codeBlocksIn } from './code-blocks.js';
import { pages } from './pages.js';
import { runnable } from './runnable.js';
import { typeErrors } from './type-errors.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const timeoutMs = 120_000;

const blocks = pages.flatMap(({ path, text }) => codeBlocksIn(path, text));
const block = (code: string): CodeBlock => ({ place: 'a.md:1', language: 'ts', code, isRun: true });

/** Runs a block in a process of its own, in the package, as a user's module would. */
const run = async (block: CodeBlock): Promise<string> => {
  const child = spawn(process.execPath, ['--input-type=module'], { cwd: root, timeout: timeoutMs });
  child.stdin.end(runnable(block));
  return text(child.stderr);
};

describe('the pages', () => {
  it('have code blocks', () => {
    expect(pages.map(({ path }) => path)).toContain('docs/testing.md');
    expect(blocks.length).toBeGreaterThan(0);
  });

  it('show code that compiles', () => expect(typeErrors(blocks)).toStrictEqual([]), timeoutMs);

  it.each(blocks.filter(({ isRun }) => isRun))(
    'show code that runs and comes to what they say: $place',
    async (block) => expect(await run(block)).toBe(''),
    timeoutMs,
  );
});

describe('codeBlocksIn', () => {
  it('finds every TypeScript block with its line, and whether it is run', () => {
    const markdown = [
      '# Page',
      '```ts',
      'decide();',
      '```',
      '- in a list',
      '  ```ts no-run',
      '  serve();',
      '  ```',
      '```tsx',
      '<Button />;',
      '```',
      '```sh',
      'npm test',
      '```',
    ];
    expect(codeBlocksIn('a.md', markdown.join('\n'))).toStrictEqual([
      { place: 'a.md:2', language: 'ts', code: 'decide();', isRun: true },
      { place: 'a.md:6', language: 'ts', code: 'serve();', isRun: false },
      { place: 'a.md:9', language: 'tsx', code: '<Button />;', isRun: false },
    ]);
  });

  it('refuses a block that would slip past', () => {
    expect(() => codeBlocksIn('a.md', '```js\ndecide();\n```')).toThrow(/a\.md:1: write ```ts/);
  });
});

describe('typeErrors', () => {
  it(
    'sees the package by its name, as its users do',
    () => {
      const good =
        "import { can } from 'campaign-machine/lifecycle';\nexport const x = can('ready', 'CANCEL');";
      const bad = good.replace('CANCEL', 'cancel');
      expect(typeErrors([block(good), block(bad)])).toEqual([
        expect.stringMatching(/^a\.md:1: .*"cancel"/),
      ]);
    },
    timeoutMs,
  );
});

describe('runnable', () => {
  it(
    'holds a block to what it says it comes to',
    async () => {
      const good = "import { can } from 'campaign-machine';\ncan('ready', 'CANCEL'); // → true";
      expect(await run(block(good))).toBe('');
      expect(await run(block(good.replace('true', 'false')))).toContain('AssertionError');
      expect(await run(block("throw new Error('no');"))).toContain('Error: no');
    },
    timeoutMs,
  );

  it('refuses a claim that it cannot hold anything to', () => {
    expect(() => runnable(block('const x = 1; // → 1'))).toThrow(/a\.md:1/);
  });
});
