import { createMemory } from '../../src/adapters/memory/index.js';
import {
  type CampaignInspection,
  type InspectionMessage,
  inspectCampaigns,
  type Redact,
} from '../../src/inspect/index.js';
import { createCampaigns } from '../../src/service/index.js';
import { createManualClock } from '../../src/testing/index.js';

/** A message as a reader sees it: `autumn-sale is draft`, `autumn-sale: CANCEL`, `autumn-sale → ready`. */
export const told = (message: InspectionMessage): string => {
  const { sessionId } = message;
  if (message.type === '@xstate.actor') return `${sessionId} is ${message.snapshot.value}`;
  if (message.type === '@xstate.event') return `${sessionId}: ${message.event.type}`;
  return `${sessionId} → ${message.snapshot.value}`;
};

/** One turn of the event loop after the other, until nothing is on its way any more. */
export const turns = async (count = 100): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((go) => setImmediate(go));
};

/** Campaigns in memory that somebody looks at; their effects are carried out in the commit. */
export const inspected = (observe: CampaignInspection) => {
  const clock = createManualClock();
  const memory = createMemory({ clock, joinsTransaction: true });
  return { clock, memory, campaigns: createCampaigns({ ...memory, clock, observe }) };
};

/** The same, and what the inspector was sent. */
export const collected = (options: { readonly redact?: Redact } = {}) => {
  const messages: InspectionMessage[] = [];
  const inspection = inspectCampaigns({
    send: (message) => void messages.push(message),
    ...options,
  });
  return {
    ...inspected(inspection),
    inspection,
    messages,
    story: async (): Promise<readonly string[]> => {
      await turns();
      return messages.map(told);
    },
  };
};
