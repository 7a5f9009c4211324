import { readSql } from '../../engine/sql.ts';
import { insertRows } from '../../warehouse/insert.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { complement, minimumCell } from './complement.ts';
import type { FrameworkNode } from './composites.ts';
import type { PublicSubject } from './subject-counts.ts';
import { hiddenTopicRows } from './topic-places.ts';
import { withheldOf } from './withheld-figures.ts';

/** The lists of what 公开版 may not show: temporary tables that `sql/report/public` reads. */
const lists = {
  withheld_figures: 'period VARCHAR, kind VARCHAR, slug VARCHAR, name VARCHAR',
  withheld_scores: 'period VARCHAR, kind VARCHAR, slug VARCHAR, name VARCHAR',
  withheld_callbacks: 'period VARCHAR, kind VARCHAR, slug VARCHAR, name VARCHAR',
  withheld_counts: 'period VARCHAR, kind VARCHAR, slug VARCHAR, name VARCHAR',
  withheld_topic_months: 'month VARCHAR, topic VARCHAR',
  withheld_topics: 'topic VARCHAR',
};

/** Text of the SQL that counts residents for the choice: part of the code version. */
export const suppressionSql = (): string[] => ['open_order_residents', 'topic_cells', 'topic_places'].map(sqlOf);

const sqlOf = (name: string): string => readSql(`report/public/${name}`).replace(/;\s*$/, '');

/**
 * Decides what 公开版 may not show and lists it in temporary tables `withheld_*`. Reads the tables of the internal
 * edition as `published_*`, one period at a time.
 */
export async function withhold(warehouse: Warehouse): Promise<void> {
  for (const [name, columns] of Object.entries(lists))
    await warehouse.run(`create or replace temp table ${name} (${columns})`);
  await warehouse.run(`create or replace temp table open_order_residents as ${sqlOf('open_order_residents')}`);
  const subjects = await warehouse.rows<PublicSubject>(
    'select kind, slug, parent from published_subjects order by position',
  );
  const nodes = await warehouse.rows<FrameworkNode>(
    "select node, parent, weight from published_nodes order by list_position(['index', 'dimension', 'subdimension', 'indicator'], kind), position",
  );
  const periods = await warehouse.rows<{ period: string }>('select period from published_periods order by position');
  for (const { period } of periods) {
    const withheld = await withheldOf(warehouse, period, subjects, nodes);
    for (const [name, pairs] of Object.entries(withheld)) {
      const rows = pairs.map(([subject, what]: [number, string]) => [
        period,
        subjects[subject]!.kind,
        subjects[subject]!.slug,
        what,
      ]);
      await insertRows(warehouse, `withheld_${name}`, lists[`withheld_${name}` as keyof typeof lists], rows);
    }
  }
  await withholdTopics(warehouse);
}

/** Drops what `withhold` made. */
export async function forgetWithheld(warehouse: Warehouse): Promise<void> {
  for (const name of [...Object.keys(lists), 'open_order_residents']) await warehouse.run(`drop table temp.${name}`);
}

/** Topics by month are one sum each month (all topics make the month); topics by district are a table with two totals. */
async function withholdTopics(warehouse: Warehouse): Promise<void> {
  const cells = await warehouse.rows<{
    month: string;
    topic: string;
    orders: number;
    residents: number;
    hidden: boolean;
  }>(sqlOf('topic_cells'));
  const hidden: [string, string][] = [];
  for (const month of new Set(cells.map((cell) => cell.month))) {
    const own = cells.filter((cell) => cell.month === month);
    const all = own.reduce((so, { orders }) => so + orders, 0);
    const isMonthHidden = own.some((cell) => cell.hidden);
    const table = [
      { amounts: [all], caps: [Number.POSITIVE_INFINITY], small: [isMonthHidden || all < minimumCell], cost: all },
      ...own.map(({ orders, residents }) => ({
        amounts: [orders],
        caps: [Number.POSITIVE_INFINITY],
        small: [residents < minimumCell],
        cost: orders,
      })),
    ];
    const result = complement(table, [{ total: 0, parts: own.map((_, i) => i + 1) }]);
    for (const [i, { topic }] of own.entries()) if (result[i + 1]) hidden.push([month, topic]);
  }
  await insertRows(warehouse, 'withheld_topic_months', lists.withheld_topic_months, hidden);
  await withholdTopicPlaces(warehouse);
}

async function withholdTopicPlaces(warehouse: Warehouse): Promise<void> {
  const cells = await warehouse.rows<{
    topic: string;
    district: string;
    orders: number;
    residents: number;
    never: boolean;
    open: boolean;
    closed: boolean;
  }>(sqlOf('topic_places'));
  const topics = [...new Set(cells.map(({ topic }) => topic))];
  const districts = [...new Set(cells.map(({ district }) => district))];
  const at = new Map(cells.map((cell) => [`${cell.topic}/${cell.district}`, cell]));
  const table = (name: 'orders' | 'residents') =>
    topics.map((topic) => districts.map((district) => at.get(`${topic}/${district}`)?.[name] ?? 0));
  const of = (topic: string) => cells.filter((cell) => cell.topic === topic);
  const isClosed = cells.some(({ closed }) => closed);
  const result = hiddenTopicRows({
    orders: table('orders'),
    residents: table('residents'),
    hiddenRows: topics.map((topic) => isClosed || of(topic).some(({ never, open }) => never || open)),
    openTotal: topics.map((topic) => of(topic).some(({ open }) => open)),
  });
  const rows = topics.filter((_, i) => result[i]).map((topic) => [topic]);
  await insertRows(warehouse, 'withheld_topics', lists.withheld_topics, rows);
}
