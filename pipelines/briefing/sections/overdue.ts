import { readSql } from '../../engine/sql.ts';
import { asTimestamp } from '../../scorecard/moment.ts';
import { type Block, paragraph, type Section } from '../blocks.ts';
import type { Ground } from '../ground.ts';
import { count } from '../numbers.ts';
import { unitsListed } from '../scope.ts';

interface Row {
  unit: string;
  overdue: number;
  longest: number;
  passed: number;
  most: number;
}

/** 督办事项: orders past their deadline and those passed among three and more units, open at the period's end, by unit; of the city also what became of the 批示 and 督办 of the period before. */
export async function overdue(ground: Ground): Promise<Section> {
  const { warehouse, parameters } = ground;
  const rows = await warehouse.rows<Row>(readSql('briefing/overdue'), parameters);
  const known = (await warehouse.row<{ due: number; closed: number; hops: number; orders: number }>(
    'select count(due_at)::bigint as due, count(closed_at)::bigint as closed, count(hops)::bigint as hops, count(*)::bigint as orders from briefing_orders',
  ))!;
  const title = '督办事项';
  if (known.orders > 0 && (known.due === 0 || known.closed === 0)) {
    const missing = [known.due === 0 ? '办理期限' : '', known.closed === 0 ? '办结时间' : '']
      .filter(Boolean)
      .join('、');
    return { title, blocks: [paragraph(`超期未办结情况数据暂不支持：导出文件未提供${missing}。`)] };
  }
  const late = rows.filter((row) => row.overdue > 0);
  const passed = rows.filter((row) => row.passed > 0);
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0);
  const blocks: Block[] = [
    paragraph(
      late.length === 0
        ? '期末没有超期未办结的工单。'
        : `期末超期未办结工单${count(sum((row) => row.overdue))}件，涉及${count(late.length)}个单位，最长超期${count(Math.max(...late.map((row) => row.longest)))}天。`,
    ),
    paragraph(
      known.hops === 0 && known.orders > 0
        ? '流转单位数数据暂不支持：导出文件未提供流转单位数。'
        : passed.length === 0
          ? '没有流转三个及以上单位仍未办结的工单。'
          : `流转三个及以上单位仍未办结工单${count(sum((row) => row.passed))}件，涉及${count(passed.length)}个单位。`,
    ),
  ];
  if (rows.length > 0) blocks.push(table(rows, unitsListed(ground.scope)));
  if (ground.scope.subject.kind === 'city' && ground.scope.about === undefined)
    blocks.push(...(await fromAbove(ground)));
  return { title, blocks };
}

async function fromAbove({ warehouse, scope, parameters }: Ground): Promise<Block[]> {
  const rows = await warehouse.rows<{ outcome: string; matters: number }>(readSql('briefing/orders_from_above'), {
    ...parameters,
    previous_start: asTimestamp(scope.previous.start),
  });
  if (rows.length === 0) return [];
  const all = rows.reduce((sum, { matters }) => sum + matters, 0);
  const parts = rows.map(({ outcome, matters }) => `${outcome}${count(matters)}项`);
  return [paragraph(`${scope.against.previous}批示、督办${count(all)}项，目前的结果：${parts.join('，')}。`)];
}

function table(rows: readonly Row[], listed: number): Block {
  return {
    kind: 'table',
    caption: `超期和反复流转的未办结工单${rows.length > listed ? `（件数最多的${listed}个单位）` : ''}`,
    columns: [
      { name: '承办单位', width: 38 },
      { name: '超期（件）', width: 14, align: 'right' },
      { name: '最长（天）', width: 14, align: 'right' },
      { name: '流转三个及以上单位（件）', width: 34, align: 'right' },
    ],
    rows: rows
      .slice(0, listed)
      .map((row) => [row.unit, count(row.overdue), row.overdue > 0 ? count(row.longest) : '—', count(row.passed)]),
  };
}
