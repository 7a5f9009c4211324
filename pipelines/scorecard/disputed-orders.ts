import { type Explanation, explain } from '../../indicators/explain.ts';
import { type Framework, type Indicator, scoredAt } from '../../indicators/framework.ts';
import { pointsLost } from '../../indicators/points-lost.ts';
import { readSql } from '../engine/sql.ts';
import type { Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { type CountedThing, countedLister } from './counted-list.ts';
import { explainedRows } from './explained-rows.ts';

/** One order under one indicator: dates and verdicts, nothing of the resident and no text. */
export interface DisputedOrder {
  order_id: string;
  indicator: string;
  name: string;
  /** The rule as the framework words it. */
  rule: string;
  /** When it counted, on the indicator's clock. */
  at: string;
  numerator: number;
  denominator: number;
  value: number | null;
  /** Points of the indicator, and of the score at the top. */
  lost: number;
  lost_of_score: number;
  excluded: boolean;
  received_at: string | null;
  dispatched_at: string | null;
  signed_at: string | null;
  contacted_at: string | null;
  due_at: string | null;
  due_from: string | null;
  closed_at: string | null;
  callback_at: string | null;
  redo: number | null;
  solved_resident: string | null;
  solved_unit: string | null;
  satisfaction: string | null;
}

/** What the orders under an indicator add up to. */
export interface DisputedIndicator {
  indicator: string;
  name: string;
  measure: Indicator['measure'];
  n: number;
  numerator: number;
  denominator: number;
  value: number | null;
  /** The same without excluded orders (不含剔除), where any is counted. */
  value_kept: number | null;
  score: number | null;
  lost: number;
  lost_of_score: number;
}

export interface Dispute {
  indicators: DisputedIndicator[];
  orders: DisputedOrder[];
  /** Score at the top and what all orders together cost it: they sum to 100. */
  score: number | null;
  lost: number;
}

const ordersSql = readSql('marts/disputed_orders');

/**
 * 核对清单: the orders a unit's figures of a period were made from, indicator by indicator, with what each costs. An
 * order stands once under every indicator that counts it.
 * @throws UserError when the figures are older than the orders.
 */
export async function disputedOrders(
  { site, warehouse, period, asOf }: { site: Site; warehouse: Warehouse; period: string; asOf: string },
  framework: Framework,
  unit: string,
): Promise<Dispute> {
  const rows = await explainedRows(warehouse, framework, { period, kind: 'unit', code: unit });
  const parts = partsOf(explain(framework, 'unit', 'index', rows));
  const list = await countedLister({ site, warehouse, partition: period, asOf }, { kind: 'unit', code: unit });
  const excluded = new Set(
    (
      await warehouse.rows<{ order_id: string }>(
        'select order_id from counted_orders where excluded = 1 order by order_id',
      )
    ).map(({ order_id }) => order_id),
  );
  const kept = new Map(
    (
      await warehouse.rows<{ indicator: string; value: number | null }>(
        `select indicator, value from kept_values where period = $period and subject_kind = 'unit' and subject = $unit`,
        { period, unit },
      )
    ).map(({ indicator, value }) => [indicator, value]),
  );
  const dispute: Dispute = { indicators: [], orders: [], score: null, lost: 0 };
  for (const indicator of scoredAt(framework, 'unit')) {
    const figure = rows.values.find((row) => row.indicator === indicator.id);
    if (!figure || figure.value === null) continue;
    const things = await list(indicator);
    requireSame(indicator, things, figure);
    const score = rows.scores.find(({ node }) => node === indicator.id)?.score ?? null;
    const posts = rows.goalposts.find((post) => post.indicator === indicator.id);
    const part = parts.get(indicator.id) ?? 0;
    const best = indicator.direction === 'higher' ? (posts?.high ?? 1) : (posts?.low ?? 0);
    const lost = score === null ? things.map(() => 0) : pointsLost(indicator, things, { score, best });
    const own = things.map((thing, i) => ({
      order_id: thing.id,
      indicator: indicator.id,
      name: indicator.name,
      rule: indicator.definition,
      at: thing.at,
      numerator: thing.numerator,
      denominator: thing.denominator,
      value: thing.value ?? null,
      lost: lost[i]!,
      lost_of_score: lost[i]! * part,
      excluded: excluded.has(thing.id),
    }));
    dispute.orders.push(...(await withDates(warehouse, own)));
    const total = lost.reduce((sum, points) => sum + points, 0);
    dispute.indicators.push({
      indicator: indicator.id,
      name: indicator.name,
      measure: indicator.measure,
      n: things.length,
      numerator: sumOf(things, 'numerator'),
      denominator: sumOf(things, 'denominator'),
      value: figure.value,
      value_kept: kept.get(indicator.id) ?? null,
      score,
      lost: total,
      lost_of_score: total * part,
    });
  }
  const top = framework.dimensions.find(({ id }) =>
    rows.scores.some(({ node, score }) => node === id && score !== null),
  );
  dispute.score = rows.scores.find(({ node }) => node === top?.id)?.score ?? null;
  dispute.lost = dispute.indicators.reduce((sum, { lost_of_score }) => sum + lost_of_score, 0);
  return dispute;
}

/** Part of every indicator in the unit's score, by what entered. */
function partsOf(tree: Explanation): ReadonlyMap<string, number> {
  const parts = new Map<string, number>();
  const descend = (node: Explanation, part: number): void => {
    if (node.figure) parts.set(node.node, part);
    for (const child of node.children) descend(child, part * child.share);
  };
  // Units have no index: each dimension is a whole of its own.
  for (const dimension of tree.children) descend(dimension, 1);
  return parts;
}

const sumOf = (things: readonly CountedThing[], name: 'numerator' | 'denominator'): number =>
  things.reduce((sum, thing) => sum + thing[name], 0);

/** The list must be the figure, order by order. */
function requireSame(
  { id }: Indicator,
  things: readonly CountedThing[],
  { numerator, denominator }: { numerator: number | null; denominator: number | null },
): void {
  const differs = (name: 'numerator' | 'denominator', published: number | null) =>
    published !== null && Math.abs(sumOf(things, name) - published) > 1e-6;
  if (differs('denominator', denominator) || differs('numerator', numerator))
    throw new UserError(`the orders under ${id} have changed since its figure was made`, {
      where: id,
      fix: 'run `minqing run` first, then list again',
      exitCode: 1,
    });
}

type Dates = Omit<
  DisputedOrder,
  'indicator' | 'name' | 'rule' | 'at' | 'numerator' | 'denominator' | 'value' | 'lost' | 'lost_of_score' | 'excluded'
>;

async function withDates(warehouse: Warehouse, own: readonly Omit<DisputedOrder, Exclude<keyof Dates, 'order_id'>>[]) {
  const dates = await warehouse.rows<Dates>(ordersSql, { ids: own.map(({ order_id }) => order_id).join('\n') });
  const byId = new Map(dates.map((row) => [row.order_id, row]));
  return own.map((row): DisputedOrder => ({ ...row, ...byId.get(row.order_id)! }));
}
