// The campaign console: a server with an HTTP API, live events, a worker that sends, and the pages in
// ../web. `npm start -- --help` tells the options.
//
// Where to look: start-console.ts puts the parts together; routes.ts and schemas.ts describe the API
// that api-routes.ts answers; command-answer.ts and problems.ts say what a decision of the lifecycle
// is over HTTP; sender.ts has the dispatcher; changes.ts finds what has changed, in this process or
// another one, and news.ts tells the pages.
import { once } from 'node:events';
import { relative } from 'node:path';
import { runServer } from '../../shared/run-server.js';
import { builtPages } from './console-paths.js';
import { parseSettings, type Settings, usage } from './settings.js';
import { startConsole } from './start-console.js';

/** One subscriber in a hundred is gone, and one in a hundred is tried twice: as it is in life. */
const endpoint = { goneFraction: 0.01, throttledFraction: 0.01 };

const tellTrouble = (error: unknown): void => {
  process.stderr.write(`console: ${error instanceof Error ? error.stack : String(error)}\n`);
};

const shownHost = (host: string): string => (host.includes(':') ? `[${host}]` : host);

const run = async (settings: Settings, interruption: AbortSignal): Promise<void> => {
  const server = await startConsole({
    ...settings,
    endpoint,
    pages: builtPages,
    onTrouble: tellTrouble,
  });
  const origin = `http://${shownHost(settings.host)}:${server.port}`;
  const inspectorLine = settings.inspect ? `Inspector         ${origin}/inspector\n` : '';
  process.stdout.write(`Campaign console  ${origin}
Data              ${relative(process.cwd(), settings.data) || '.'}
Push endpoint     ${server.endpointOrigin}, process ${server.endpointPid}
${inspectorLine}Ctrl-C ends it; what is being sent then goes on with the next start.
`);
  if (!interruption.aborted) await once(interruption, 'abort');
  await server.stop();
};

process.exitCode = await runServer({ name: 'console', usage, parse: parseSettings, run });
