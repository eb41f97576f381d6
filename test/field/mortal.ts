import type { Clock } from '../../src/service/clock.js';

/** Whether a process still lives. */
export interface Life {
  isOver: boolean;
}

const never = () => new Promise<never>(() => {});

type Method = (...input: unknown[]) => unknown;

/** The port as a process has it that may be killed: from then on nothing of it is ever answered. */
export const mortalPort = <Port extends object>(port: Port, life: Life): Port => {
  const copy = { ...port };
  for (const [key, method] of Object.entries(port)) {
    if (typeof method !== 'function') continue;
    const call = async (...input: unknown[]) => {
      if (life.isOver) return never();
      const answer = await (method as Method)(...input);
      return life.isOver ? never() : answer;
    };
    Object.assign(copy, { [key]: call });
  }
  return copy;
};

/** The same for time: whoever is dead does not wake up. */
export const mortalClock = (clock: Clock, life: Life): Clock => ({
  ...clock,
  sleep: async (ms, signal) => {
    await clock.sleep(ms, signal);
    if (life.isOver) await never();
  },
});

/** The same for what a worker calls to hand a message over. */
export const mortalCall =
  <Input extends readonly unknown[], Output>(
    call: (...input: Input) => Promise<Output>,
    life: Life,
  ): ((...input: Input) => Promise<Output>) =>
  async (...input) =>
    life.isOver ? never() : call(...input);
