import { describe, expect, it } from 'vitest';
import { createSqlite } from '../../../src/adapters/sqlite/index.js';
import { createCampaigns } from '../../../src/service/index.js';
import { drivers } from './drivers.js';
import { recorded } from './recording.js';
import { temporaryFile, withoutSync } from './sqlite-system.js';

const chunkSize = 500;

describe.each(drivers)('a CANCEL on $name', ({ open }) => {
  /** What cancelling costs a campaign of so many recipients in the middle of its dispatch. */
  const costAt = async (size: number) => {
    const file = await temporaryFile();
    const connections: ReturnType<typeof recorded>[] = [];
    const sqlite = createSqlite({
      open: () => {
        const connection = recorded(withoutSync(open(file.path)));
        connections.push(connection);
        return connection;
      },
    });
    await sqlite.migrate();
    const campaigns = createCampaigns(sqlite);
    await campaigns.adopt('a', 'sending');
    const ref = { campaignId: 'a', token: 't' };
    await sqlite.ledger.takeLease({ ...ref, worker: 'w', ttlMs: 1e9, exclusive: false });
    await sqlite.ledger.ownAudience(ref);
    for (let at = 0; at < size; at += chunkSize) {
      const length = Math.min(chunkSize, size - at);
      await sqlite.ledger.append(
        ref,
        Array.from({ length }, (_, each) => ({ id: `r${at + each}` })),
      );
    }
    const { claim } = await sqlite.ledger.claim(ref);
    const begin = [{ chunk: claim?.chunk ?? -1, position: 0 }];
    expect(await sqlite.ledger.advance(ref, { settle: [], begin })).toMatchObject({ begun: true });
    const recording = connections[0]?.recording;
    const before = { statements: recording?.run.length ?? 0, rows: recording?.written() ?? 0 };
    expect(await campaigns.cancel('a')).toMatchObject({ accepted: true });
    const statements = recording?.run.slice(before.statements) ?? [];
    const rows = (recording?.written() ?? 0) - before.rows;
    expect(await sqlite.ledger.tally('a')).toMatchObject({ audience: { size }, begun: 1 });
    sqlite.close();
    await file.remove();
    return { statements, rows };
  };

  it('runs the same statements and writes the same rows at 10 and at 100,000 recipients', async () => {
    const small = await costAt(10);
    const large = await costAt(100_000);
    expect(large).toEqual(small);
    // The campaign and a line of its history.
    expect(small.rows).toBe(2);
    expect(small.statements.length).toBeLessThanOrEqual(10);
  }, 60_000);
});
