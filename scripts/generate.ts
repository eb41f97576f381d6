import { mkdirSync, writeFileSync } from 'node:fs';
import { generated, root } from './generate/generated.js';

// What is written here is held by a test: `npm test` fails where a file is not what this would write.
for (const { path, text } of generated()) {
  const file = new URL(path, root);
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, text);
  console.log(path);
}
