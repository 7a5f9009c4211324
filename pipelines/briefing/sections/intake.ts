import { readSql } from '../../engine/sql.ts';
import { asTimestamp } from '../../scorecard/moment.ts';
import { type Block, paragraph, type Section } from '../blocks.ts';
import { countChange } from '../count-change.ts';
import type { Ground } from '../ground.ts';
import { count, percent } from '../numbers.ts';
import { countPhrase } from '../sentences.ts';
import { dispersionOf, reachOf } from '../situation.ts';

interface Channel {
  channel: string;
  kind: string;
  orders: number;
  all_orders: number;
}

interface Category {
  category: string;
  orders: number;
  before: number;
  district: string;
  district_orders: number;
}

/** How many channels and categories a briefing lists; the channels after them are one row. */
const [mostChannels, mostCategories] = [8, 10];

const kinds = ['咨询', '求助', '投诉', '举报', '建议', '表扬', '其他'];

/** 渠道和分类: how the period's orders came and what they are about, each category with the district it comes from most; those of enterprises apart. */
export async function intake(ground: Ground): Promise<Section | undefined> {
  const { warehouse, parameters } = ground;
  const channels = await warehouse.rows<Channel>(readSql('briefing/channels'), parameters);
  if (channels.length === 0) return undefined;
  const known = (await warehouse.row<{ channel: number; kind: number; category: number; person: number }>(
    `select count(channel)::bigint as channel, count(kind)::bigint as kind, count(category1)::bigint as category,
       count(resident_type)::bigint as person from briefing_orders`,
  ))!;
  const missing = [
    known.channel === 0 ? '受理渠道' : '',
    known.kind === 0 ? '工单类型' : '',
    known.category === 0 ? '问题分类' : '',
  ].filter(Boolean);
  return {
    title: '渠道和分类',
    blocks: [
      ...(known.channel > 0 || known.kind > 0 ? channelBlocks(channels, known) : []),
      ...(known.category > 0 ? await categoryBlocks(ground) : []),
      ...(known.category > 0 && known.person > 0 ? await enterpriseBlocks(ground) : []),
      ...(missing.length > 0
        ? [paragraph(`${missing.join('、')}的分布数据暂不支持：导出文件未提供${missing.join('、')}。`)]
        : []),
    ],
  };
}

function channelBlocks(rows: readonly Channel[], known: { channel: number; kind: number }): Block[] {
  const total = rows.reduce((sum, { orders }) => sum + orders, 0);
  const channels = [...new Map(rows.map(({ channel, all_orders }) => [channel, all_orders]))];
  const byKind = [...kinds, '未注明']
    .map((kind) => [kind, sumOf(rows.filter((row) => row.kind === kind))] as const)
    .filter(([, orders]) => orders > 0);
  const told = (pairs: readonly (readonly [string, number])[]) =>
    [...pairs]
      .sort(([, a], [, b]) => b - a)
      .slice(0, 3)
      .map(([name, orders]) => `${name}${count(orders)}件（占${percent(orders / total)}）`)
      .join('，');
  const sentence = [
    known.channel > 0 ? `按渠道看，${told(channels)}。` : '',
    known.kind > 0 ? `按类型看，${told(byKind)}。` : '',
  ].join('');
  if (known.channel === 0 || known.kind === 0) return [paragraph(sentence)];
  const listed = channels.slice(0, mostChannels).map(([channel]) => channel);
  const line = (name: string, own: readonly Channel[]) => [
    name,
    count(sumOf(own)),
    ...byKind.map(([kind]) => count(sumOf(own.filter((row) => row.kind === kind)))),
  ];
  const rest = rows.filter(({ channel }) => !listed.includes(channel));
  return [
    paragraph(sentence),
    {
      kind: 'table',
      caption: '工单的渠道和类型（件）',
      columns: [
        { name: '渠道', width: 20 },
        { name: '合计', width: 12, align: 'right' },
        ...byKind.map(([name]) => ({ name, width: 10, align: 'right' as const })),
      ],
      rows: [
        ...listed.map((channel) =>
          line(
            channel,
            rows.filter((row) => row.channel === channel),
          ),
        ),
        ...(rest.length > 0 ? [line('其余渠道', rest)] : []),
        line('合计', rows),
      ],
    },
  ];
}

const sumOf = (rows: readonly { orders: number }[]): number => rows.reduce((sum, { orders }) => sum + orders, 0);

const categoriesOf = ({ warehouse, scope, parameters }: Ground, enterprise: boolean): Promise<Category[]> =>
  warehouse.rows<Category>(readSql('briefing/categories'), {
    ...parameters,
    enterprise,
    previous_start: asTimestamp(scope.previous.start),
  });

async function categoryBlocks(ground: Ground): Promise<Block[]> {
  const { scope } = ground;
  const rows = await categoriesOf(ground, false);
  const total = sumOf(rows);
  const dispersion = await dispersionOf(ground);
  const { previous } = await reachOf(ground);
  const listed = rows.filter(({ orders }) => orders > 0).slice(0, mostCategories);
  const ofCity = scope.subject.kind !== 'district';
  return [
    {
      kind: 'table',
      caption: `问题分类${rows.length > mostCategories ? `（件数最多的${mostCategories}类）` : ''}`,
      columns: [
        { name: '分类', width: 26 },
        { name: '工单（件）', width: 15, align: 'right' },
        { name: '占比', width: 11, align: 'right' },
        { name: scope.against.previous, width: 13, align: 'right' },
        { name: '变化', width: 14, align: 'center' },
        ...(ofCity ? [{ name: '最多的区', width: 21 }] : []),
      ],
      rows: listed.map(({ category, orders, before, district, district_orders }) => [
        category,
        count(orders),
        percent(orders / total),
        count(previous ? before : null),
        countChange(orders, previous ? before : null, dispersion, rows.length).verdict ?? '不可比',
        ...(ofCity ? [district ? `${district}${count(district_orders)}` : '—'] : []),
      ]),
    },
  ];
}

/** What enterprises asked for: 企业 in 诉求人类型. */
async function enterpriseBlocks(ground: Ground): Promise<Block[]> {
  const { scope } = ground;
  const rows = await categoriesOf(ground, true);
  const { previous } = await reachOf(ground);
  const now = sumOf(rows);
  const before = previous ? rows.reduce((sum, row) => sum + row.before, 0) : null;
  if (now === 0) return [paragraph('本期没有企业提出的工单。')];
  const change = countChange(now, before, await dispersionOf(ground));
  const first = rows
    .filter(({ orders }) => orders > 0)
    .slice(0, 3)
    .map(({ category, orders }) => `${category}${count(orders)}件`)
    .join('，');
  return [
    paragraph(
      `企业提出的工单${count(now)}件，${countPhrase(change, '件', scope.against.previous)}；居前的分类是：${first}。`,
    ),
  ];
}
