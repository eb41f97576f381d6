import { describe, expect, it } from 'vitest';
import { createMemory } from '../../src/adapters/memory/index.js';
import { createCampaigns } from '../../src/service/index.js';

describe('dispatch', () => {
  it('says not-sending, and not cancelled, of a campaign that somebody else has sent meanwhile (found by exploration)', async () => {
    const memory = createMemory();
    const { ledger } = memory;
    const others = createCampaigns(memory);
    await others.adopt('c', 'ready');
    const campaigns = createCampaigns({
      ...memory,
      ledger: {
        ...ledger,
        takeLease: async (request) => {
          await others.dispatch('c', async () => {});
          return ledger.takeLease(request);
        },
      },
    });
    const result = await campaigns.dispatch('c', () => expect.fail('It was sent already.'));
    expect(result).toEqual({ outcome: 'stopped', because: 'not-sending' });
    expect((await campaigns.get('c')).status).toBe('sent');
  });

  it('says cancelled of a campaign that was cancelled between START and the lease', async () => {
    const memory = createMemory();
    const { ledger } = memory;
    const campaigns = createCampaigns({
      ...memory,
      ledger: {
        ...ledger,
        takeLease: async (request) => {
          await campaigns.cancel('c');
          return ledger.takeLease(request);
        },
      },
    });
    await campaigns.adopt('c', 'ready');
    const result = await campaigns.dispatch('c', () => expect.fail('It is cancelled.'));
    expect(result).toEqual({ outcome: 'stopped', because: 'cancelled' });
  });

  it('takes a short lease without being told how often to beat', async () => {
    const campaigns = createCampaigns(createMemory());
    await campaigns.adopt('c', 'ready');
    const result = await campaigns.dispatch('c', async () => {}, { leaseMs: 900 });
    expect(result).toMatchObject({ outcome: 'completed' });
  });
});
