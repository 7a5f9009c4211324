import { statSync } from 'node:fs';
import type { Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { reading } from './session.ts';
import { print, textTable } from './terminal.ts';

export interface TopicsOptions {
  month?: string;
  topic?: string;
}

/** Whether `minqing topics` is asked about a site, and not to work on a file. */
export const isSite = (given: string): boolean => statSync(given, { throwIfNoEntry: false })?.isDirectory() ?? false;

interface TopicRow {
  topic: string;
  label: string;
  named: boolean;
  parent1_label: string;
  parent2_label: string;
  phrases: string[];
  orders: number;
  share: number;
  /** Orders of the month before; null before the first month. */
  previous: number | null;
  /** No earlier month knows it. */
  is_new: boolean;
}

interface SuggestionRow {
  kind: 'merge' | 'split' | 'new';
  topic: string;
  other: string | null;
  words: string[];
  rest: string[];
  orders: number;
  strength: number;
}

interface TypicalOrder {
  place: number;
  order_id: string;
  fit: number;
  title: string | null;
  body: string | null;
}

interface OneTopic {
  month: string;
  topic: TopicRow;
  typical: TypicalOrder[];
}

interface AllTopics {
  month: string;
  topics: TopicRow[];
  outside: { orders: number; share: number } | undefined;
  suggestions: SuggestionRow[];
  without_effect: string[];
}

/**
 * `minqing topics SITE`: the topics of a month, largest first, with their share, change, hierarchy and words; what may
 * be worth merging or splitting; and what of `topics.yaml` has no effect. With a topic: its typical orders, masked.
 */
export async function topicsOfSite(siteDir: string, { month, topic }: TopicsOptions, json: boolean): Promise<void> {
  const answer = await reading(siteDir, 'topics', async (warehouse, site): Promise<OneTopic | AllTopics> => {
    const chosen = await chosenMonth(warehouse, month);
    const topics = await topicRows(warehouse, chosen);
    if (topic !== undefined)
      return { month: chosen, topic: known(topics, topic), typical: await typicalOrders(warehouse, chosen, topic) };
    return {
      month: chosen,
      topics,
      outside: await readOutside(warehouse, chosen),
      suggestions: await readSuggestions(warehouse, chosen),
      without_effect: await withoutEffect(warehouse, site),
    };
  });
  if (json) return print(JSON.stringify(answer, null, 1));
  if ('topics' in answer) printTopics(answer);
  else printTopic(answer);
}

async function chosenMonth(warehouse: Warehouse, given: string | undefined): Promise<string> {
  const months = (
    await warehouse.rows<{ month: string }>(
      `select distinct "month" from topic_names where "month" <> 'undated' order by 1`,
    )
  ).map(({ month }) => month);
  const month = given?.replace(/^month:/, '') ?? months.at(-1);
  if (month !== undefined && months.includes(month)) return month;
  throw new UserError(month ? `no topics are known of ${month}` : 'no topics are known yet', {
    where: '--month',
    fix:
      months.length > 0
        ? `the months run from ${months[0]} to ${months.at(-1)}`
        : '`minqing run`; the first month with 300 orders that is over gets topics',
  });
}

const topicRows = (warehouse: Warehouse, month: string): Promise<TopicRow[]> =>
  warehouse.rows<TopicRow>(
    `with months as (select distinct "month" from topic_names where "month" <> 'undated'),
     before as (select max("month") as "month" from months where "month" < $month),
     counted as (
       select topic, count(*) filter ("month" = $month) as orders,
              count(*) filter ("month" = (select "month" from before)) as previous
       from order_topics where "month" in ($month, (select "month" from before)) group by topic)
     select n.topic, n.label, n.named, n.parent1_label, n.parent2_label, n.phrases,
            coalesce(c.orders, 0)::BIGINT as orders,
            coalesce(c.orders, 0) / greatest((select sum(orders) from counted), 1)::DOUBLE as share,
            if((select "month" from before) is null, null, coalesce(c.previous, 0)::BIGINT) as previous,
            (select "month" from before) is not null
              and not exists (from topic_names e where e.topic = n.topic and e."month" < $month) as is_new
     from topic_names n left join counted c using (topic)
     where n."month" = $month order by orders desc, n.topic`,
    { month },
  );

const readOutside = (warehouse: Warehouse, month: string): Promise<{ orders: number; share: number } | undefined> =>
  warehouse.row(
    `select count(*) filter (topic = 'other')::BIGINT as orders, coalesce(avg((topic = 'other')::INTEGER), 0) as share
     from order_topics where "month" = $month`,
    { month },
  );

const readSuggestions = (warehouse: Warehouse, month: string): Promise<SuggestionRow[]> =>
  warehouse.rows<SuggestionRow>(
    `select kind, topic, other, words, rest, orders, strength from topic_suggestions where "month" = $month
     order by kind, strength desc, orders desc, topic, other`,
    { month },
  );

const typicalOrders = (warehouse: Warehouse, month: string, topic: string): Promise<TypicalOrder[]> =>
  warehouse.rows<TypicalOrder>(
    `select t.place, t.order_id, t.fit, o.title, o.body from typical_orders t
     join orders o on o."month" = t."month" and o.order_id = t.order_id
     where t."month" = $month and t.topic = $topic order by t.place`,
    { month, topic },
  );

/** What `topics.yaml` says of topics that no month has, or of orders that nobody has seen, in its own words. */
async function withoutEffect(warehouse: Warehouse, { topics }: Site): Promise<string[]> {
  const known = new Set(
    (await warehouse.rows<{ topic: string }>('select distinct topic from topics')).map(({ topic }) => topic),
  );
  const named = [
    ...Object.keys(topics.names).map((id) => ({ id, where: 'names' })),
    ...topics.pins.map(({ topic: id }) => ({ id, where: 'pins' })),
    ...topics.merges.flatMap(({ into, from }) => [into, ...from].map((id) => ({ id, where: 'merges' }))),
    ...topics.splits.map(({ topic: id }) => ({ id, where: 'splits' })),
  ];
  const unknown = named
    .filter(({ id }) => !known.has(id.split('-')[0]!))
    .map(({ id, where }) => `${where}: there is no topic ${id}`);
  const parts = await warehouse.rows<{ topic: string }>(
    `select distinct topic from order_topics where topic like '%-%'`,
  );
  const filled = new Set(parts.map(({ topic }) => topic));
  const empty = topics.splits
    .flatMap(({ into }) => into)
    .filter(({ part }) => known.has(part.split('-')[0]!) && !filled.has(part))
    .map(({ part }) => `splits: no order holds a word of ${part}`);
  const pinned = topics.pins.flatMap(({ orders = [] }) => orders);
  const seen = await warehouse.rows<{ order_id: string }>(
    `select distinct order_id from order_topics where list_contains(from_json($pinned, '["VARCHAR"]'), order_id)`,
    { pinned: JSON.stringify(pinned) },
  );
  const missing = pinned.length - new Set(seen.map(({ order_id }) => order_id)).size;
  return [...unknown, ...empty, ...(missing > 0 ? [`pins: ${missing} orders are not known, or have no text`] : [])];
}

function known(topics: TopicRow[], id: string): TopicRow {
  const found = topics.find(({ topic }) => topic === id);
  if (found) return found;
  throw new UserError(`there is no topic ${id} in this month`, {
    where: '--topic',
    fix: `one of ${topics.map(({ topic }) => topic).join(', ')}`,
  });
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

const change = ({ orders, previous, is_new }: TopicRow): string => {
  if (is_new) return '新';
  if (previous === null || previous === 0) return '—';
  const difference = (orders - previous) / previous;
  return `${difference > 0 ? '+' : ''}${(100 * difference).toFixed(0)}%`;
};

function printTopics({ month, topics, outside, suggestions, without_effect }: AllTopics): void {
  print(
    textTable(
      ['话题', '名称', '件数', '占比', '环比', '上级', '典型词'],
      topics.map((row) => [
        row.topic,
        `${row.label}${row.named ? ' *' : ''}`,
        String(row.orders),
        percent(row.share),
        change(row),
        [row.parent2_label, row.parent1_label].filter((label, i, all) => all.indexOf(label) === i).join(' › '),
        row.phrases.slice(0, 5).join(' '),
      ]),
      [2, 3, 4],
    ),
  );
  print(
    `${month}：${topics.length} 个话题，${outside?.orders ?? 0} 件（${percent(outside?.share ?? 0)}）不属于任何话题；* 由分析员命名`,
  );
  const labels = new Map(topics.map(({ topic, label }) => [topic, label]));
  for (const suggestion of suggestions) print(suggested(suggestion, (id) => `${id} ${labels.get(id) ?? ''}`.trim()));
  for (const line of without_effect) print(`topics.yaml: ${line}`);
}

function suggested(
  { kind, topic, other, words, rest, orders, strength }: SuggestionRow,
  called: (id: string) => string,
) {
  switch (kind) {
    case 'merge':
      return `建议合并  ${called(topic)} ＋ ${called(other!)}：${percent(strength)} 的工单放在另一个话题里同样合适`;
    case 'split':
      return `建议拆分  ${called(topic)}：${orders} 件是“${words.join('、')}”，其余是“${rest.join('、')}”`;
    case 'new':
      return `新的苗头  ${orders} 件不属于任何话题而彼此相近：“${words.join('、')}”`;
  }
}

function printTopic({ month, topic: row, typical }: OneTopic): void {
  print(`${row.topic} ${row.label}  ${month}  ${row.orders} 件  ${percent(row.share)}  环比 ${change(row)}`);
  print(`上级：${row.parent2_label} › ${row.parent1_label}`);
  print(`典型词：${row.phrases.join('、')}`);
  for (const { order_id, fit, title, body } of typical) {
    const text = [title, body].filter(Boolean).join('｜').replace(/\s+/g, ' ');
    print(`\n${order_id}  ${fit.toFixed(2)}\n  ${text.length > 200 ? `${text.slice(0, 200)}…` : text}`);
  }
}
