import { describe, expect, it } from 'vitest';
import { createMemory } from '../../src/adapters/memory/index.js';
import { CampaignNotFoundError, createCampaigns } from '../../src/service/index.js';
import type { RecipientLedger } from '../../src/service/recipient-ledger.js';

const lease = { campaignId: 'c', token: 't' };

/** Sending, with one recipient who is begun, and a ledger whose next tally is slow. */
const begunCampaign = async (meanwhile: (ledger: RecipientLedger) => Promise<unknown>) => {
  const memory = createMemory();
  const { ledger } = memory;
  let isSlow = true;
  const tally: RecipientLedger['tally'] = async (id) => {
    const result = await ledger.tally(id);
    if (isSlow) {
      isSlow = false;
      await meanwhile(ledger);
    }
    return result;
  };
  const campaigns = createCampaigns({ ...memory, ledger: { ...ledger, tally } });
  await campaigns.adopt('c', 'sending');
  await ledger.takeLease({ ...lease, worker: 'w', ttlMs: 1000, exclusive: false });
  await ledger.ownAudience(lease);
  await ledger.append(lease, [{ id: 'r1' }]);
  await ledger.seal(lease);
  await ledger.claim(lease);
  await ledger.advance(lease, { settle: [], begin: [{ chunk: 0, position: 0 }] });
  return campaigns;
};

describe('readReport', () => {
  it('gives a campaign that is sent while it is counted the counts of sent (found by exploration)', async () => {
    const campaigns = await begunCampaign(async (ledger) => {
      const settle = [
        { chunk: 0, position: 0, outcome: 'delivered', handedOverAt: Date.now() } as const,
      ];
      await ledger.advance(lease, { settle, begin: [] });
      await ledger.endLease(lease);
      await campaigns.complete('c');
    });
    const { status, outcome, counts } = await campaigns.report('c');
    expect({ status, outcome }).toEqual({ status: 'sent', outcome: 'delivered' });
    expect(counts).toMatchObject({ begun: 0, delivered: 1 });
  });

  it('calls no receipt settled for leases that were not there yet when it counted (found by exploration)', async () => {
    const memory = createMemory();
    const { ledger } = memory;
    let isSlow = true;
    const campaigns = createCampaigns({
      ...memory,
      ledger: {
        ...ledger,
        tally: async (id) => {
          const result = await ledger.tally(id);
          if (!isSlow) return result;
          isSlow = false;
          await campaigns.start('c');
          await ledger.takeLease({ ...lease, worker: 'w', ttlMs: 1000, exclusive: false });
          await campaigns.cancel('c');
          return result;
        },
      },
    });
    await campaigns.adopt('c', 'ready');
    const { status, receipt } = await campaigns.report('c');
    expect(status).toBe('cancelled');
    expect(receipt).toMatchObject({ settled: false, stoppedAt: null });
  });

  it('refuses an unknown campaign', async () => {
    await expect(createCampaigns(createMemory()).report('c')).rejects.toThrow(
      CampaignNotFoundError,
    );
  });
});
