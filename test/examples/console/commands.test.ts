import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CampaignDetails } from '../../../examples/console/api.js';
import { answered, read, refused, tomorrow } from './answers.js';
import { removeFolder, startTestConsole, type TestConsole } from './test-console.js';

let server: TestConsole;

beforeAll(async () => {
  server = await startTestConsole();
});

afterAll(async () => {
  await server.stop();
  await removeFolder(server.data);
});

describe('POST /api/campaigns/{id}/schedule', () => {
  it('takes a draft to ready, and repeats harmlessly', async () => {
    const { id } = await server.create();
    const at = tomorrow();
    const first = await answered(await server.post(`/api/campaigns/${id}/schedule`, { at }));
    expect(first).toMatchObject({ to: 'ready', repeated: false, campaign: { dueAt: at } });
    const again = await answered(await server.post(`/api/campaigns/${id}/schedule`, { at }));
    expect(again).toMatchObject({ to: 'ready', repeated: true });
    const other = await refused(
      await server.post(`/api/campaigns/${id}/schedule`, { at: at + 1 }),
      409,
    );
    expect(other).toMatchObject({ code: 'repeated', currentStatus: 'ready' });
  });

  it('refuses what has been cancelled', async () => {
    const { id } = await server.create({ schedule: { at: tomorrow() } });
    await server.post(`/api/campaigns/${id}/cancel`);
    const problem = await refused(await server.post(`/api/campaigns/${id}/schedule`), 409);
    expect(problem).toMatchObject({
      code: 'too-late',
      currentStatus: 'cancelled',
      acceptedEvents: [],
      type: '/problems/too-late',
    });
  });
});

describe('POST /api/campaigns/{id}/cancel', () => {
  it('stops what is being sent, and the receipt adds up', async () => {
    const many = { kind: 'generated', size: 5_000 } as const;
    const { id } = await server.create({ audience: many, schedule: {} });
    await server.until(id, ({ counts }) => counts.delivered > 20);
    const reason = 'wrong price';
    const { to, campaign } = await answered(
      await server.post(`/api/campaigns/${id}/cancel`, { reason }),
    );
    expect([to, campaign.status]).toEqual(['cancelled', 'cancelled']);
    expect(campaign.receipt).toMatchObject({ by: 'console', reason, from: 'sending' });
    const { receipt, counts, samples } = await server.until(
      id,
      (details) => details.receipt?.settled === true && details.samples.length > 1,
    );
    expect(receipt?.counts).toEqual(counts);
    expect(counts.skipped).toBeGreaterThan(0);
    const { audience } = await read<CampaignDetails>(await server.fetch(`/api/campaigns/${id}`));
    expect(counts.delivered + counts.failed + counts.skipped + counts.inDoubt).toBe(audience.size);
    expect(samples.length).toBeLessThanOrEqual(600);
  });

  it('answers 200 to a repeat, and says whose cancel it was', async () => {
    const { id } = await server.create({ schedule: { at: tomorrow() } });
    await server.post(
      `/api/campaigns/${id}/cancel`,
      { reason: 'first' },
      { 'idempotency-key': 'a' },
    );
    const retried = await server.post(
      `/api/campaigns/${id}/cancel`,
      {},
      { 'idempotency-key': 'a' },
    );
    expect(await answered(retried)).toMatchObject({ repeated: false, to: 'cancelled' });
    const repeated = await answered(
      await server.post(`/api/campaigns/${id}/cancel`, { reason: 'second' }),
    );
    expect(repeated).toMatchObject({ repeated: true, to: 'cancelled' });
    expect(repeated.campaign.receipt?.reason).toBe('first');
    expect(repeated.campaign.counts.delivered).toBe(0);
  });

  it('refuses a draft, with what it is and what it accepts', async () => {
    const { id } = await server.create();
    expect(await refused(await server.post(`/api/campaigns/${id}/cancel`), 409)).toMatchObject({
      code: 'too-early',
      currentStatus: 'draft',
      acceptedEvents: ['SCHEDULE'],
    });
  });

  it('refuses what was sent', async () => {
    const { id } = await server.create({ schedule: {} });
    await server.until(id, ({ status }) => status === 'sent');
    expect(await refused(await server.post(`/api/campaigns/${id}/cancel`), 409)).toMatchObject({
      code: 'too-late',
      currentStatus: 'sent',
      acceptedEvents: [],
    });
  });

  it('refuses a key that named something else', async () => {
    const { id } = await server.create();
    const key = { 'idempotency-key': 'mine' };
    await server.post(`/api/campaigns/${id}/schedule`, { at: tomorrow() }, key);
    const problem = await refused(await server.post(`/api/campaigns/${id}/cancel`, {}, key), 422);
    expect(problem.code).toBe('idempotency-key-reused');
    const other = await server.create({ schedule: { at: tomorrow() } });
    await server.post(`/api/campaigns/${other.id}/cancel`, {}, key);
    await refused(await server.post(`/api/campaigns/${other.id}/schedule`, {}, key), 422);
  });

  it('names the field that is wrong', async () => {
    const { id } = await server.create();
    const long = await server.post(`/api/campaigns/${id}/cancel`, { reason: 'x'.repeat(501) });
    expect((await refused(long, 400)).errors).toMatchObject([{ pointer: '/reason' }]);
    const at = await server.post(`/api/campaigns/${id}/schedule`, { at: -1 });
    expect((await refused(at, 400)).errors).toMatchObject([{ pointer: '/at' }]);
    const key = await server.post(
      `/api/campaigns/${id}/cancel`,
      {},
      { 'idempotency-key': 'x'.repeat(201) },
    );
    expect((await refused(key, 400)).errors).toMatchObject([{ pointer: '/idempotency-key' }]);
  });
});
