import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCampaigns } from '../../../src/service/index.js';
import { serverUrl } from './postgres-system.js';
import { claimPlaces, sendingWith, twoProcesses } from './two-processes.js';

const page = readFileSync(new URL('../../../docs/scale.md', import.meta.url), 'utf8');
const shown = /^```sql\n(create table .*?)^```$/ms.exec(page)?.[1] ?? '';
const largeTables = ['recipient', 'chunk', 'chunk_state', 'in_doubt'] as const;

/** What the page shows for one table, for this one: the second campaign is in the second partition. */
const statementsFor = (schema: string, table: string): string =>
  shown
    .replaceAll('campaign_recipient', `campaign_${table}`)
    .replaceAll('campaign_machine.', `"${schema}".`)
    .replace('to (1000)', `to (2)${table === 'chunk_state' ? ' with (fillfactor = 50)' : ''}`);

describe.skipIf(!serverUrl)('large tables with partitions by campaign', () => {
  let processes: Awaited<ReturnType<typeof twoProcesses>>;
  beforeEach(async () => {
    processes = await twoProcesses();
    const { own, schema } = processes.system;
    for (const table of largeTables) await own.query(statementsFor(schema, table));
  });
  afterEach(() => processes.dispose());

  const count = async (table: string) => {
    const { own, schema } = processes.system;
    const sql = `select count(*)::integer as n from "${schema}"."campaign_${table}"`;
    return (await own.query(sql)).rows[0].n;
  };

  /** A cancelled campaign of five, one of whom is in doubt. */
  const cancelled = async (id: string) => {
    const { system } = processes;
    const ref = await sendingWith(system, id, [['a', 'b', 'c', 'd', 'e']]);
    const [first] = await claimPlaces(system.ledger, ref);
    await system.ledger.advance(ref, { settle: [], begin: first ? [first] : [] });
    await system.ledger.endLease(ref);
    await createCampaigns(system).cancel(id);
  };

  it('are made by what the page shows, and a purge touches no other partition', async () => {
    await cancelled('first');
    await cancelled('second');
    const { store } = processes.system;
    // Both have rows at the same places of their partitions.
    expect(await store.purge({ campaignId: 'first', limit: 1 })).toBe(1);
    expect(await Promise.all(largeTables.map(count))).toEqual([5, 1, 1, 1]);
  });

  it('can be dropped: the report of a campaign whose work is over stays as it was', async () => {
    await cancelled('first');
    const { own, schema, store } = processes.system;
    const campaigns = createCampaigns(processes.system);
    const { counts, receipt } = await campaigns.report('first');
    expect(counts).toMatchObject({ skipped: 4, inDoubt: 1 });
    for (const table of largeTables) {
      await own.query(`drop table "${schema}"."campaign_${table}_first"`);
    }
    expect(await campaigns.report('first')).toMatchObject({ counts, receipt });
    expect(await store.purge({ campaignId: 'first', limit: 1 })).toBe(1);
  });
});
