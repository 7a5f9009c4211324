import { asTimestamp } from '../../scorecard/moment.ts';
import { type Block, note, paragraph, type Section } from '../blocks.ts';
import { barChart } from '../charts/bars.ts';
import type { CountChange } from '../count-change.ts';
import type { Ground } from '../ground.ts';
import { count } from '../numbers.ts';
import { wholeOf } from '../rates.ts';
import { countPhrase } from '../sentences.ts';
import { type Counted, countsOf, countsOfOrders, dispersionOf, reachOf, volumeOf } from '../situation.ts';

const shown: [measure: string, words: string][] = [
  ['件次', '诉求（件次）'],
  ['工单数', '工单（件）'],
  ['诉求人数', '诉求人（人）'],
  ['未办结工单', '期末未办结工单（件）'],
  ['催办件次', '催办（件次）'],
  ['办结后重复诉求件次', '办结后重复诉求（件次）'],
];

/** 总体情况: how much was asked, by how many, beside the earlier periods; a table, and a chart of the last periods. */
export async function overview(ground: Ground): Promise<Section> {
  const { scope } = ground;
  const reach = await reachOf(ground);
  const dispersion = await dispersionOf(ground);
  const ofOrders = scope.about?.kind === 'topic' || scope.about?.kind === 'event';
  const counts = await (ofOrders ? countsOfOrders : countsOf)(ground, reach, dispersion);
  const orders = counts.get('工单数');
  if (!orders || orders.now === 0)
    return {
      title: '总体情况',
      blocks: [
        paragraph(
          `${scope.period.label}，没有已入库的${ofOrders || scope.about ? '相关' : ''}工单${orders?.previous.before ? `（${scope.against.previous}${count(orders.previous.before)}件）` : ''}。如导出文件尚未送达，读入后应重新生成。`,
        ),
      ],
    };
  const blocks: Block[] = [paragraph(`${sentenceOf(ground, counts, orders)}${await toDate(ground)}`)];
  const repeated = repeats(counts);
  if (repeated) blocks.push(paragraph(repeated));
  blocks.push(table(ground, counts));
  const volume = await volumeOf(ground);
  const known = volume.filter((bar) => bar.orders !== null);
  if (known.length > 1)
    blocks.push({
      kind: 'chart',
      caption: `近${known.length}期工单数（件）`,
      alt: `柱状图：${known.map(({ label, orders }) => `${label}${count(orders)}件`).join('，')}`,
      drawing: barChart(known.map(({ label, orders }) => ({ label, value: orders! }))),
    });
  blocks.push(note('件次、工单、人数是三种口径；态势只陈列，不评好坏。'));
  return { title: '总体情况', blocks };
}

function sentenceOf({ scope }: Ground, counts: Map<string, Counted>, orders: Counted): string {
  const { previous, likewise } = scope.against;
  const contacts = counts.get('件次');
  const residents = counts.get('诉求人数');
  const open = counts.get('未办结工单');
  return [
    `${scope.period.label}，`,
    contacts && contacts.now !== orders.now ? `受理诉求${count(contacts.now)}件次，` : '',
    `形成工单${count(orders.now)}件，${countPhrase(orders.previous, '件', previous)}；${countPhrase(orders.likewise, '件', likewise)}。`,
    residents
      ? `诉求人${count(residents.now)}人，${countPhrase(residents.previous, '人', previous)}。`
      : '诉求人数数据暂不支持：导出文件未提供诉求人标识。',
    open ? `期末未办结工单${count(open.now)}件。` : '',
  ].join('');
}

/** Of a day: how many orders there were since the month (考核期) began. */
async function toDate(ground: Ground): Promise<string> {
  const whole = wholeOf(ground);
  if (!whole) return '';
  const { warehouse } = ground;
  const row = (await warehouse.row<{ orders: number }>(
    'select count(*)::bigint as orders from briefing_orders where not merged and received_at >= $since',
    { since: asTimestamp(whole.start) },
  ))!;
  return `${whole.kind === 'assess' ? '本考核期' : '本月'}以来累计形成工单${count(row.orders)}件。`;
}

function repeats(counts: Map<string, Counted>): string {
  const parts = [
    ['催办件次', '办结前催办'],
    ['办结后重复诉求件次', '办结后重复诉求'],
  ].flatMap(([measure, words]) => {
    const found = counts.get(measure!);
    return found && found.now > 0 ? [`${words}${count(found.now)}件次`] : [];
  });
  return parts.length > 0 ? `本期诉求中，${parts.join('，')}。` : '';
}

function table({ scope }: Ground, counts: Map<string, Counted>): Block {
  const rows = shown.flatMap(([measure, words]) => {
    const found = counts.get(measure);
    if (!found) return [];
    return [
      [
        words,
        count(found.now),
        count(found.previous.before),
        verdict(found.previous),
        count(found.likewise.before),
        verdict(found.likewise),
      ],
    ];
  });
  return {
    kind: 'table',
    caption: '总体情况',
    columns: [
      { name: '口径', width: 32 },
      { name: '本期', width: 12, align: 'right' },
      { name: scope.against.previous, width: 14, align: 'right' },
      { name: '变化', width: 14, align: 'center' },
      { name: scope.against.likewise, width: 14, align: 'right' },
      { name: '变化', width: 14, align: 'center' },
    ],
    rows,
  };
}

const verdict = (change: CountChange): string => change.verdict ?? '不可比';
