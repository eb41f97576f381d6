import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { CodeBlock } from './code-blocks.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);

/**
 * What the compiler says of blocks that are each a module of this package, so that the package's own
 * name in them means what it means to its users: the declarations that were built.
 */
export const typeErrors = (blocks: readonly CodeBlock[]): readonly string[] => {
  const modules = new Map(
    blocks.map((block, index) => [`${root}block-${index}.${block.language}`, block]),
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => modules.has(path) || fileExists(path);
  host.readFile = (path) => modules.get(path)?.code ?? readFile(path);
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const block = modules.get(path);
    return block
      ? ts.createSourceFile(path, block.code, languageVersion, true)
      : getSourceFile(path, languageVersion, ...rest);
  };

  const program = ts.createProgram(
    [...modules.keys()],
    {
      ...options,
      // Some blocks are for a page in a browser.
      lib: [...(options.lib ?? []), 'lib.dom.d.ts'],
      // A block without an import is a module too, and its names are its own.
      moduleDetection: ts.ModuleDetectionKind.Force,
      jsx: ts.JsxEmit.ReactJSX,
    },
    host,
  );
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const place = modules.get(file?.fileName ?? '')?.place ?? file?.fileName;
    return `${place}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
};
