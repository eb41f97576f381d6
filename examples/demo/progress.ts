import type { WriteStream } from 'node:tty';
import { SingleBar } from 'cli-progress';

export interface Progress {
  update(done: number): void;
  /** Leaves the last state on the screen. */
  stop(): void;
}

/** On what is not a terminal a bar would be noise: there a line is printed after each fifth. */
const linesMax = 5;

export const showNumber = (value: number): string => value.toLocaleString('en');

const showOf = (done: number, total: number): string =>
  `${showNumber(done).padStart(showNumber(total).length)} of ${showNumber(total)}`;

const startBar = (total: number, stream: WriteStream): Progress => {
  const startedAt = performance.now();
  const textsFor = (done: number) => {
    const seconds = (performance.now() - startedAt) / 1000;
    return {
      of: showOf(done, total),
      rate: showNumber(Math.round(done / Math.max(seconds, 0.001))),
    };
  };
  const bar = new SingleBar({
    stream,
    format: '  {bar}  {percentage} %  {of} messages  {rate}/s',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    fps: 20,
    hideCursor: true,
    // Ctrl-C belongs to the program: it cancels the campaign and the bar ends with that.
    gracefulExit: false,
  });
  // Also where the program ends at once: a bar that is not stopped keeps the cursor hidden.
  const stop = () => bar.stop();
  process.once('exit', stop);
  bar.start(total, 0, textsFor(0));
  return {
    update: (done) => bar.update(done, textsFor(done)),
    stop() {
      process.off('exit', stop);
      stop();
    },
  };
};

const startLines = (total: number, stream: NodeJS.WritableStream): Progress => {
  let shown = 0;
  return {
    update(done) {
      const fifths = Math.floor((done * linesMax) / total);
      if (fifths > shown) stream.write(`  ${showOf(done, total)} messages\n`);
      shown = fifths;
    },
    stop() {},
  };
};

/** Shows how far the work is: as a bar on a terminal, as a few lines anywhere else. */
export const startProgress = (total: number, stream: WriteStream): Progress =>
  stream.isTTY ? startBar(total, stream) : startLines(total, stream);
