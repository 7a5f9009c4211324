import { type Block, paragraph, type Section } from '../blocks.ts';
import { pairChart } from '../charts/bars.ts';
import { type CountChange, countChange } from '../count-change.ts';
import type { Ground } from '../ground.ts';
import { count, percent } from '../numbers.ts';
import { countPhrase, named } from '../sentences.ts';
import { dispersionOf } from '../situation.ts';

interface Row {
  label: string;
  orders: number;
  residents: number;
  before: number | null;
}

/** How many topics a briefing lists. */
const most = 10;

/** 热点话题: the largest topics (merged orders count, so 件次), and those that rose or fell by more than such counts vary (all compared together). */
export async function topics(ground: Ground): Promise<Section> {
  const { warehouse, scope, parameters } = ground;
  const rows = await warehouse.rows<Row & { topic: string }>(
    `select s.topic, coalesce(t.label, '话题 ' || s.topic) as label, s.orders, s.residents, s.orders_previous as before
     from briefing_topic_situation as s left join published_topics as t on t.code = s.topic
     where s.period = $period and s.subject_kind = $subject_kind and s.subject = $subject and (s.orders > 0 or s.orders_previous > 0)
     order by s.topic = 'other', s.orders desc, s.topic`,
    parameters,
  );
  const own = rows.filter(({ topic }) => topic !== 'other');
  const total = rows.reduce((sum, { orders }) => sum + orders, 0);
  if (own.length === 0 || total === 0)
    return { title: '热点话题', blocks: [paragraph('本期工单中没有可以归纳的话题。')] };
  const dispersion = await dispersionOf(ground);
  const judged = own.map((row) => ({ ...row, change: countChange(row.orders, row.before, dispersion, own.length) }));
  const listed = judged.filter(({ orders }) => orders > 0).slice(0, most);
  const against = scope.against.previous;
  const blocks: Block[] = [
    paragraph(
      `件次居前的话题是：${listed
        .slice(0, 5)
        .map(({ label, orders }) => `“${label}”${count(orders)}件次（占${percent(orders / total)}）`)
        .join('，')}。${sentence(judged, against)}`,
    ),
    {
      kind: 'table',
      caption: '热点话题',
      columns: [
        { name: '话题', width: 33 },
        { name: '件次', width: 15, align: 'right' },
        { name: '诉求人（人）', width: 18, align: 'right' },
        { name: against, width: 18, align: 'right' },
        { name: '变化', width: 16, align: 'center' },
      ],
      rows: listed.map(({ label, orders, residents, before, change }) => [
        label,
        count(orders),
        count(residents),
        count(before),
        change.verdict ?? '不可比',
      ]),
    },
  ];
  if (listed.length > 1)
    blocks.push({
      kind: 'chart',
      caption: '热点话题（件次）',
      alt: `条形图：${listed.map(({ label, orders }) => `${label}${count(orders)}件次`).join('，')}`,
      drawing: pairChart(
        listed.map(({ label, orders, before }) => ({ name: label, now: orders, before })),
        ['本期', against],
      ),
    });
  return { title: '热点话题', blocks };
}

function sentence(judged: readonly (Row & { change: CountChange })[], against: string): string {
  if (judged.every(({ change }) => change.verdict === null)) return `${against}无可比数据，不作比较。`;
  const moved = judged.filter(({ change }) => change.verdict === '上升' || change.verdict === '下降');
  if (moved.length === 0) return `与${against}相比，各话题件次均基本持平（未超出正常波动）。`;
  const told = moved
    .slice(0, 5)
    .map(({ label, orders, change }) => `“${label}”${count(orders)}件次，${countPhrase(change, '件次', against)}`)
    .join('；');
  const more = moved.slice(5).map(({ label }) => `“${label}”`);
  return `${told}${more.length > 0 ? `；另有${named(more, '个话题')}也有超出正常波动的变化` : ''}。其余话题基本持平（未超出正常波动）。`;
}
