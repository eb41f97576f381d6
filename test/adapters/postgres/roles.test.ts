import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgres, type PgLike } from '../../../src/adapters/postgres/index.js';
import { createCampaigns } from '../../../src/service/index.js';
import { openPool, postgresSystem, serverUrl } from './postgres-system.js';

const guide = readFileSync(new URL('../../../docs/guides/postgres.md', import.meta.url), 'utf8');

/** What the guide has people run, with the schema and the roles of this test. */
const grantsOf = (names: Readonly<Record<string, string>>): string => {
  const [, sql] = /```sql\n([^`]*)```/.exec(guide) ?? [];
  if (sql === undefined) throw new Error('Expected a block of SQL in docs/guides/postgres.md.');
  return Object.entries(names).reduce((text, [name, own]) => text.replaceAll(name, own), sql);
};

describe.skipIf(!serverUrl)('the roles of the guide to PostgreSQL', () => {
  let system: Awaited<ReturnType<typeof postgresSystem>>;
  let roles: { readonly worker: string; readonly support: string };
  const pools: ReturnType<typeof openPool>[] = [];

  beforeAll(async () => {
    system = await postgresSystem({ realTime: true });
    roles = { worker: `${system.schema}_worker`, support: `${system.schema}_support` };
    const { worker, support } = roles;
    await system.own.query(`create role ${worker}; create role ${support}`);
    const names = { campaign_worker: worker, campaign_support: support };
    await system.own.query(grantsOf({ ...names, campaign_machine: system.schema }));
  });
  afterAll(async () => {
    for (const pool of pools) await pool.end();
    await system.own.query(`drop owned by ${roles.worker}, ${roles.support}`);
    await system.own.query(`drop role ${roles.worker}; drop role ${roles.support}`);
    await system.dispose();
  });

  /** The adapter as a process that is this role. */
  const as = (role: string) => {
    const pool = openPool({ options: `-c role=${role}` });
    pools.push(pool);
    const postgres = createPostgres({ pool: pool satisfies PgLike, schema: system.schema });
    return { ...postgres, campaigns: createCampaigns(postgres) };
  };

  it('let support cancel, what is ready and what is sending, and see who did', async () => {
    const { campaigns } = createCampaignsOf(system);
    await campaigns.adopt('a', 'ready');
    await campaigns.adopt('b', 'sending');
    const support = as(roles.support);
    await support.migrate();
    for (const id of ['a', 'b']) {
      expect(await support.campaigns.cancel(id, { by: 'kim' })).toMatchObject({ accepted: true });
    }
    const again = await support.campaigns.cancel('a', { by: 'lou', commandId: 'again' });
    expect(again).toMatchObject({ accepted: false, cancellation: { by: 'kim' } });
  });

  it('let support do nothing else', async () => {
    const { campaigns } = createCampaignsOf(system);
    await campaigns.adopt('c', 'ready');
    await campaigns.create({ id: 'd' });
    const { campaigns: support, ledger } = as(roles.support);
    const refused = { code: 'refused' };
    await expect(support.start('c')).rejects.toMatchObject(refused);
    await expect(support.schedule('d')).rejects.toMatchObject(refused);
    await expect(support.create({ id: 'e' })).rejects.toMatchObject(refused);
    const lease = { campaignId: 'c', token: 't', worker: 'w', ttlMs: 1000, exclusive: false };
    await campaigns.start('c');
    await expect(ledger.takeLease(lease)).rejects.toMatchObject(refused);
    expect((await campaigns.get('c'))?.status).toBe('sending');
    expect((await campaigns.get('d'))?.status).toBe('draft');
  });

  it('let a worker run commands and send', async () => {
    const { campaigns, ledger } = as(roles.worker);
    await campaigns.create({ id: 'f' });
    await campaigns.schedule('f');
    await campaigns.start('f');
    const ref = { campaignId: 'f', token: 'f' };
    await ledger.takeLease({ ...ref, worker: 'w', ttlMs: 1000, exclusive: false });
    await ledger.ownAudience(ref);
    await ledger.append(ref, [{ id: 'x' }]);
    await ledger.seal(ref);
    const { claim } = await ledger.claim(ref);
    const places = [{ chunk: claim?.chunk ?? -1, position: 0 }];
    await ledger.advance(ref, { settle: [], begin: places });
    const settle = places.map((place) => ({
      ...place,
      outcome: 'delivered' as const,
      handedOverAt: 1,
    }));
    await ledger.advance(ref, { settle, begin: [] });
    expect(await campaigns.complete('f')).toMatchObject({ accepted: true });
  });
});

const createCampaignsOf = (system: Awaited<ReturnType<typeof postgresSystem>>) => ({
  campaigns: createCampaigns(system),
});
