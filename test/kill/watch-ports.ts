import type { SqliteAdapter, SqliteLike } from '../../src/adapters/sqlite/index.js';
import type {
  ClaimResult,
  CommitResult,
  RecipientLedger,
  StatusChange,
} from '../../src/service/index.js';
import type { Pass, Step } from './kill-point.js';

/** What `createCampaigns` is made of. */
export type Ports = Pick<SqliteAdapter, 'store' | 'ledger' | 'queue' | 'signals'>;

/** The steps that a call is, and once it has answered, those that it really was. */
type StepsOf = (input: readonly unknown[], result?: unknown) => readonly Step[];

const just =
  (step: Step): StepsOf =>
  () => [step];

const steps: { readonly [Port in keyof Ports]: { readonly [Method in string]?: StepsOf } } = {
  store: {
    commit: ([change], result) => {
      const { decision } = change as StatusChange;
      const { outcome } = (result ?? { outcome: 'committed' }) as CommitResult;
      return decision.accepted && outcome === 'committed' ? [`commit ${decision.event}`] : [];
    },
    settleEffects: just('settle effects'),
  },
  ledger: {
    takeLease: just('take lease'),
    ownAudience: just('own audience'),
    append: just('append'),
    seal: just('seal'),
    claim: (_, result) => ((result as ClaimResult | undefined)?.claim === null ? [] : ['claim']),
    advance: ([, step], result) => {
      const { settle, begin } = step as Parameters<RecipientLedger['advance']>[1];
      const { begun, lease } = (result ?? { begun: true, lease: { held: true } }) as Awaited<
        ReturnType<RecipientLedger['advance']>
      >;
      // What was never handed over is given back, and under a lost lease most is passed over.
      const isSettle = lease.held && settle.some(({ outcome }) => outcome !== 'untouched');
      const isBegin = begun && begin.length > 0;
      return [...(isSettle ? (['settle'] as const) : []), ...(isBegin ? (['begin'] as const) : [])];
    },
  },
  queue: { enqueue: just('enqueue'), dequeue: just('dequeue') },
  signals: { publish: just('publish') },
};

const watchPort = <Name extends keyof Ports>(name: Name, port: Ports[Name], pass: Pass) =>
  new Proxy(port, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key);
      const stepsOf = steps[name][String(key)];
      if (typeof member !== 'function' || !stepsOf) return member;
      return async (...input: unknown[]) => {
        for (const step of stepsOf(input)) pass('before', step);
        const result: unknown = await member.apply(target, input);
        for (const step of stepsOf(input, result)) pass('after', step);
        return result;
      };
    },
  });

/** The same ports; `pass` hears of every step that the process takes. */
export const watchPorts = ({ store, ledger, queue, signals }: Ports, pass: Pass): Ports => ({
  store: watchPort('store', store, pass),
  ledger: watchPort('ledger', ledger, pass),
  queue: watchPort('queue', queue, pass),
  signals: watchPort('signals', signals, pass),
});

/** The same connection; `pass` hears of the commits of transactions that write. */
export const watchConnection = (connection: SqliteLike, pass: Pass): SqliteLike => {
  let writes = false;
  return {
    exec: (sql) => {
      if (sql.startsWith('begin')) writes = sql === 'begin immediate';
      return connection.exec(sql);
    },
    close: () => connection.close(),
    prepare: (sql) => {
      const statement = connection.prepare(sql);
      return {
        get: (...values) => statement.get(...values),
        all: (...values) => statement.all(...values),
        run: (...values) => {
          if (writes && sql === 'commit') pass('before', 'sql commit');
          return statement.run(...values);
        },
      };
    },
  };
};
