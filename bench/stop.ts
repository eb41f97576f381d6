// `npm run bench:stop`: how fast a cancel from another process stops a dispatch, and what it costs.

import { readOptions } from './options.js';
import { stopEngines } from './stop/stop-engines.js';

const { engine } = readOptions('npm run bench:stop', stopEngines);
await import(engine === 'sqlite' ? './stop/on-sqlite.js' : './stop/on-servers.js');
