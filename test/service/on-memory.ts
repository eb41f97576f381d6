import { createMemory, type Memory, type MemoryOptions } from '../../src/adapters/memory/index.js';
import {
  createCampaigns,
  type ServiceContext,
  type TroubleEvent,
} from '../../src/service/index.js';
import { createManualClock } from '../../src/testing/index.js';

type Ports = Pick<Memory, 'store' | 'ledger' | 'queue' | 'signals'>;

/** The service on the memory adapters and a clock that is moved by hand; some ports may be replaced. */
export const onMemory = (
  options: Omit<MemoryOptions, 'clock'> & {
    readonly replace?: (memory: Memory) => Partial<Ports>;
    readonly carryOutAtOnce?: boolean;
  } = {},
) => {
  const { replace, carryOutAtOnce = true, ...given } = options;
  const clock = createManualClock();
  const memory = createMemory({ clock, ...given });
  const trouble: TroubleEvent[] = [];
  let ids = 0;
  const campaigns = createCampaigns({
    ...memory,
    ...replace?.(memory),
    clock,
    carryOutAtOnce,
    observe: { onTrouble: (event) => void trouble.push(event) },
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
  });
  return {
    memory,
    clock,
    campaigns,
    /** Below the commands nobody passes a transaction on. */
    context: campaigns.context as ServiceContext,
    trouble,
    /** Where there was trouble, in order. */
    troubledAt: () => trouble.map(({ where }) => where),
  };
};
