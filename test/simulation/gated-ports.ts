import type { Memory } from '../../src/adapters/memory/index.js';
import type { AbortNews } from '../../src/service/abort-signals.js';
import type { SimulatedProcess } from './simulated-process.js';

type Method = (...input: unknown[]) => unknown;
type Ports = Pick<Memory, 'store' | 'ledger' | 'queue' | 'signals'>;

/** Asked in between and never waited for: it reads a clock and nothing else. */
const ungated = ['store.now'];

const gated = <Port extends object>(process: SimulatedProcess, name: string, port: Port): Port => {
  const copy = { ...port };
  for (const [key, method] of Object.entries(port)) {
    const label = `${name}.${key}`;
    if (typeof method !== 'function' || ungated.includes(label)) continue;
    const call = (...input: unknown[]) => {
      // Within a transaction there is nothing to wait for: it is one step with its commit.
      const isWithin = name !== 'store' && input[1] !== undefined && key !== 'subscribe';
      const perform = () => (method as Method)(...input);
      return isWithin && (name === 'queue' || name === 'signals')
        ? perform()
        : process.gate(label, input, perform);
    };
    Object.assign(copy, { [key]: call });
  }
  return copy;
};

/** The ports as one process has them: each call is a step that somebody else lets happen. */
export const gatedPorts = (process: SimulatedProcess, memory: Ports): Ports => {
  const signals = gated(process, 'signals', memory.signals);
  return {
    store: gated(process, 'store', memory.store),
    ledger: gated(process, 'ledger', memory.ledger),
    queue: gated(process, 'queue', memory.queue),
    signals: {
      ...signals,
      subscribe: (campaignId, listener) =>
        signals.subscribe(campaignId, (news: AbortNews) => {
          if (process.state === 'crashed') return;
          process.remember(`hears ${news}`, null);
          listener(news);
        }),
    },
  };
};
