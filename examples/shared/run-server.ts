import { ArgumentError } from './argument-error.js';
import { listenForInterruption } from './interruption.js';

/** A program that serves until it is interrupted. */
export interface ServerProgram<Settings> {
  /** Stands before what it says of a failure. */
  readonly name: string;
  readonly usage: string;
  parse(argv: readonly string[], env: NodeJS.ProcessEnv): Settings | 'help';
  run(settings: Settings, interruption: AbortSignal): Promise<void>;
}

/** Runs it with what was typed, and says its exit code: 2 for a typo, 1 for a failure, in one line each. */
export const runServer = async <Settings>(program: ServerProgram<Settings>): Promise<number> => {
  const interruption = listenForInterruption();
  try {
    const settings = program.parse(process.argv.slice(2), process.env);
    if (settings !== 'help') await program.run(settings, interruption);
    else process.stdout.write(program.usage);
    return 0;
  } catch (error) {
    const isTypo = error instanceof ArgumentError;
    const hint = isTypo ? ' See --help.' : '';
    process.stderr.write(`${program.name}: ${(error as Error).message}${hint}\n`);
    return isTypo ? 2 : 1;
  }
};
