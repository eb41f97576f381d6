import type { PgClientLike } from '../../../src/adapters/postgres/index.js';

/** A node of a plan, as EXPLAIN gives it: the part that is looked at. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** A statement, and values to bind to it. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

const planOf = ({ rows }: { readonly rows: unknown[] }): PlanNode => {
  const [row] = rows as { readonly 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }[];
  const plan = row?.['QUERY PLAN'][0]?.Plan;
  if (!plan) throw new Error(`Expected a plan; got ${JSON.stringify(rows)}.`);
  return plan;
};

/** Two plans: for these values, and for any, as a connection comes to use that has it prepared. */
const plansOf = async (client: PgClientLike, { text, values }: Statement): Promise<PlanNode[]> => {
  const forValues = await client.query(`explain (format json) ${text}`, [...values]);
  await client.query('set plan_cache_mode = force_generic_plan');
  await client.query(`prepare explained as ${text}`);
  const nulls = values.length > 0 ? `(${values.map(() => 'null').join(', ')})` : '';
  const forAny = await client.query(`explain (format json) execute explained${nulls}`);
  await client.query('deallocate explained; reset plan_cache_mode');
  return [planOf(forValues), planOf(forAny)];
};

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

const wholeAudience =
  /^campaign_(recipient_pkey|chunk_pkey|chunk_state_pkey|chunk_open|in_doubt_pkey) \(campaign = [^ ]+\)$/;

// Those that are being sent are few.
const wholeStatus = /^campaign_by_status \(status = (?!'sending'::text\)).*\)$/;

/** What a node reads that grows with the campaigns or the audience: a table, an index, an audience. */
const readsMuch = (node: PlanNode): string | undefined => {
  const { 'Node Type': type, 'Relation Name': table, 'Index Name': index } = node;
  const condition = node['Index Cond'];
  if (type === 'Seq Scan') return `all of ${table}`;
  if (index && !condition) return `all of ${index}`;
  if (wholeAudience.test(`${index} ${condition}`)) return `an audience in ${index}`;
  if (wholeStatus.test(`${index} ${condition}`)) return 'all of a status';
  return undefined;
};

/** What a statement reads that is more than it needs, in words. */
export const findWideReads = async (client: PgClientLike, statement: Statement) => {
  const plans = await plansOf(client, statement);
  const found = plans.flatMap(nodesOf).flatMap((node) => readsMuch(node) ?? []);
  return [...new Set(found)];
};
