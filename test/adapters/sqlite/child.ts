import { once } from 'node:events';
import { createSqlite, type SqliteAdapter } from '../../../src/adapters/sqlite/index.js';
import { createCampaigns } from '../../../src/service/index.js';
import { drivers } from './drivers.js';
import type { Assignment, Script } from './process.js';

// What a process does in the tests that need several. It says what happened and is told to go on by
// messages; everything else that processes share is in the file.

const [script, json] = process.argv.slice(2) as [Script, string];
const assignment: Assignment = JSON.parse(json);
const { path, campaignId = '', name = String(process.pid) } = assignment;
const driver = drivers.find((each) => each.name === assignment.driver);
if (!driver) throw new Error(`There is no driver ${assignment.driver}.`);

const say = (what: string, value: unknown = null) => void process.send?.({ what, value });
const go = () => once(process, 'message');
/** One clock for all processes of the machine, in ms. */
const clockMs = () => Number(process.hrtime.bigint() / 1000n) / 1000;

const sqlite: SqliteAdapter = createSqlite({ open: () => driver.open(path) });
const campaigns = createCampaigns(sqlite);

const scripts: Record<Script, () => Promise<void>> = {
  migrate: async () => {
    await sqlite.migrate();
    await campaigns.create({ id: name });
    say('migrated');
  },

  cancel: async () => {
    const { accepted, cancellation, ...answer } = await campaigns.cancel(campaignId, { by: name });
    const at = clockMs();
    say('answered', {
      accepted,
      cancellation,
      reason: 'reason' in answer ? answer.reason : null,
      at,
    });
  },

  listen: async () => {
    const stop = await sqlite.signals.subscribe(campaignId, (news) => {
      if (news === 'look') return;
      say('heard', { news, at: clockMs() });
      stop();
    });
    // Listening keeps no process alive; being somebody's child does.
    process.on('disconnect', () => process.exit());
    say('listening');
  },

  // Says which recipients it began, before it goes on: what a hand-over would be.
  dispatch: async () => {
    const token = `token of ${name}`;
    const ref = { campaignId, token };
    const taken = await sqlite.ledger.takeLease({
      ...ref,
      worker: name,
      ttlMs: 60_000,
      exclusive: false,
    });
    say('leased', taken.taken);
    for (;;) {
      const { claim } = await sqlite.ledger.claim(ref);
      if (!claim) break;
      for (const { position, recipient } of claim.recipients) {
        const place = { chunk: claim.chunk, position };
        const { begun } = await sqlite.ledger.advance(ref, { settle: [], begin: [place] });
        if (!begun) return say('stopped', clockMs());
        say('begun', recipient.id);
        const settlement = { ...place, outcome: 'delivered' as const, handedOverAt: Date.now() };
        await sqlite.ledger.advance(ref, { settle: [settlement], begin: [] });
      }
    }
    say('stopped', clockMs());
  },

  // Stays in the middle of a transaction until it is killed.
  hold: async () => {
    const campaign = await sqlite.store.read(campaignId);
    await campaigns.context.store.insert(
      {
        id: 'never committed',
        status: 'draft',
        dueAt: null,
        data: { of: campaign?.id ?? null },
        event: 'CREATE',
        commandId: 'never committed',
        by: null,
        reason: null,
        effects: [],
      },
      {
        within: async () => {
          say('inside');
          await new Promise((resolve) => setTimeout(resolve, 60_000));
        },
      },
    );
  },

  // Subscribes and does nothing else: neither the timer nor a connection may keep a process alive.
  leave: async () => {
    await sqlite.signals.subscribe(campaignId, () => {});
    process.disconnect();
  },
};

say('ready');
await go();
await scripts[script]();
if (script !== 'listen' && script !== 'leave') {
  sqlite.close();
  process.disconnect();
}
