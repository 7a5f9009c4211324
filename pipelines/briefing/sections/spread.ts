import { readSql } from '../../engine/sql.ts';
import { type Block, paragraph, type Section } from '../blocks.ts';
import type { Ground } from '../ground.ts';
import { count } from '../numbers.ts';

interface Row {
  kind: 'district' | 'unit';
  name: string;
  orders: number;
  open_orders: number;
}

/** How many districts or units are listed. */
const most = 15;

/** 分布: districts and units of the orders of a topic or an event. */
export async function spread({ warehouse, scope, parameters }: Ground): Promise<Section | undefined> {
  if (scope.about?.kind !== 'topic' && scope.about?.kind !== 'event') return undefined;
  const rows = await warehouse.rows<Row>(readSql('briefing/spread'), parameters);
  const blocks: Block[] = [];
  for (const [kind, head] of [
    ['district', '区'],
    ['unit', '承办单位'],
  ] as const) {
    const own = rows.filter((row) => row.kind === kind);
    if (own.length > 0) blocks.push(...told(own, head));
  }
  if (blocks.length === 0) blocks.push(paragraph('本期没有可以归到区和承办单位的相关工单。'));
  return { title: '区域和单位分布', blocks };
}

function told(rows: readonly Row[], head: string): Block[] {
  const total = rows.reduce((sum, { orders }) => sum + orders, 0);
  const first = rows
    .slice(0, 3)
    .map(({ name, orders }) => `${name}${count(orders)}件`)
    .join('，');
  return [
    paragraph(`按${head}看，有归属的${count(total)}件中，${rows.length > 3 ? '居前的是' : ''}${first}。`),
    {
      kind: 'table',
      caption: `按${head}分布${rows.length > most ? `（件数最多的${most}个）` : ''}`,
      columns: [
        { name: head, width: 50 },
        { name: '工单（件）', width: 25, align: 'right' },
        { name: '未办结（件）', width: 25, align: 'right' },
      ],
      rows: rows.slice(0, most).map(({ name, orders, open_orders }) => [name, count(orders), count(open_orders)]),
    },
  ];
}
