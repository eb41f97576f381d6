import { measure } from 'mitata';
import type { Subject } from './subjects.js';

// A pass is far shorter than the turns that a busy machine gives a process, for the slow subjects as
// for the fast ones: passes of 20,000 questions each flattered the fast, because a pass that takes half
// a second is always interrupted and one of half a millisecond hardly ever.
const passMs = 0.3;
const warmUpMs = 200;
const measuredMs = 250;

const elapsedMs = (pass: () => void): number => {
  const begun = performance.now();
  pass();
  return performance.now() - begun;
};

const warmUp = ({ pieces, createPass }: Subject): void => {
  const end = performance.now() + warmUpMs;
  for (let at = 0; performance.now() < end; at = (at + 1) % pieces) createPass(at, at + 1)();
};

const piecesPerPass = ({ pieces, createPass }: Subject): number => {
  let size = 1;
  while (size * 2 <= pieces) {
    const pass = createPass(0, size);
    const fastestMs = Math.min(...Array.from({ length: 5 }, () => elapsedMs(pass)));
    if (fastestMs >= passMs) break;
    size *= 2;
  }
  return size;
};

/** The nanoseconds that one unit of this subject takes: the median of many short passes. */
export const timeOfUnit = async (subject: Subject): Promise<number> => {
  warmUp(subject);
  const size = piecesPerPass(subject);
  const count = Math.floor(subject.pieces / size);
  const passes = Array.from({ length: count }, (_, turn) =>
    subject.createPass(turn * size, (turn + 1) * size),
  );
  let turn = 0;
  const nextPass = () => passes[turn++ % count]?.();
  // No batches of mitata's own: the size of a pass is settled.
  const { p50 } = await measure(nextPass, { min_cpu_time: measuredMs * 1e6, batch_threshold: 0 });
  return p50 / (size * subject.unitsPerPiece);
};
