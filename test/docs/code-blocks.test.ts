import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type CodeBlock, codeBlocksIn } from './code-blocks.js';
import { pages } from './pages.js';
import { runnable, shownOutput } from './runnable.js';
import { typeErrors } from './type-errors.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
// A block that never ends is a mistake in the page, and shall not hold up the tests.
const timeoutMs = 50_000;

const blocks = pages.flatMap(({ path, text }) => codeBlocksIn(path, text));
const block = (code: string): CodeBlock => ({ place: 'a.md:1', language: 'ts', code, isRun: true });

/** Runs a block in a process of its own, in the package, as a user's module would. */
const run = async (block: CodeBlock) => {
  const child = spawn(process.execPath, ['--input-type=module'], { cwd: root, timeout: timeoutMs });
  child.stdin.end(runnable(block));
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  // A warning of Node's own on stderr is no fault of the page; an error that nobody caught is.
  return { stdout, error: exitCode === 0 ? '' : stderr };
};

describe('the pages', () => {
  it('have code blocks', () => {
    expect(pages.map(({ path }) => path)).toContain('docs/testing.md');
    expect(blocks.length).toBeGreaterThan(0);
  });

  it('show code that compiles', () => expect(typeErrors(blocks)).toStrictEqual([]));

  it.each(blocks.filter(({ isRun }) => isRun))(
    'show code that runs and prints what they say: $place',
    async (block) => {
      expect(await run(block)).toStrictEqual({ stdout: shownOutput(block), error: '' });
    },
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
  it('sees the package by its name, as its users do', () => {
    const good =
      "import { can } from 'campaign-machine/lifecycle';\nexport const x = can('ready', 'CANCEL');";
    const bad = good.replace('CANCEL', 'cancel');
    expect(typeErrors([block(good), block(bad)])).toEqual([
      expect.stringMatching(/^a\.md:1: .*"cancel"/),
    ]);
  });
});

describe('runnable', () => {
  it('runs as it stands, in the package', async () => {
    const code =
      "import { can } from 'campaign-machine';\nconsole.log(can('ready' as const, 'START'));";
    expect(await run(block(code))).toStrictEqual({ stdout: 'true\n', error: '' });
    expect((await run(block("throw new Error('no');"))).error).toContain('Error: no');
  });
});

describe('shownOutput', () => {
  it('is the comments behind and right below every console.log, and no others', () => {
    const code = [
      '// not this',
      'console.log(1); // one',
      '// two',
      '',
      '// not this',
      'if (more) {',
      '  console.log(',
      '    3,',
      '  );',
      '  // three',
      '} // not this',
      'console.log(4);',
      'run(); // not this',
      'console.log(5); // five',
    ];
    expect(shownOutput(block(code.join('\n')))).toBe('one\ntwo\nthree\nfive\n');
  });

  it('is nothing where nothing is printed', () => {
    expect(shownOutput(block('decide(); // not this'))).toBe('');
  });
});
