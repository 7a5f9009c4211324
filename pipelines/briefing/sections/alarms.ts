import { readSql } from '../../engine/sql.ts';
import { type Block, note, paragraph, type Section } from '../blocks.ts';
import type { Ground } from '../ground.ts';
import { count, decimal, moment, shortDate } from '../numbers.ts';

interface Row {
  kind: string;
  raised_at: string;
  first_day: string;
  day: string;
  district: string;
  matter: string;
  observed: number;
  expected: number | null;
  orders: number;
  outcome: string;
}

/** How many alarms a briefing lists. */
const most = 15;

/** 预警提示: alarms raised in the period, with what was expected and what came of them. Alarms have no unit. */
export async function alarms({ warehouse, scope, parameters }: Ground): Promise<Section | undefined> {
  if (scope.about?.kind === 'unit') return undefined;
  const rows = await warehouse.rows<Row>(readSql('briefing/alarms'), parameters);
  const suspended = await warehouse.rows<{ reason: string; days: number }>(
    `select reason, count(distinct day)::bigint as days from alarm_looks
     where step = 'day' and state <> '' and day >= $start and day < $end group by reason order by reason`,
    parameters,
  );
  const blocks: Block[] = [paragraph(rows.length > 0 ? counts(rows) : '本期没有新的预警提示。')];
  if (rows.length > 0) blocks.push(table(rows));
  for (const { reason, days } of suspended)
    blocks.push(note(`有${count(days)}天暂停或不能判断突增：${reason || '历史不足'}。`));
  return { title: '预警提示', blocks };
}

function counts(rows: readonly Row[]): string {
  const of = (kind: string) => rows.filter((row) => row.kind === kind).length;
  const kinds = ['事件', '日突增', '周突增'].flatMap((kind) => (of(kind) > 0 ? [`${kind}${count(of(kind))}条`] : []));
  const outcomes = ['属实', '误报', '未核'].flatMap((outcome) => {
    const many = rows.filter((row) => row.outcome === outcome).length;
    return many > 0 ? [`${outcome}${count(many)}条`] : [];
  });
  return `本期发出预警提示${count(rows.length)}条，其中${kinds.join('，')}；核查结果：${outcomes.join('，')}。`;
}

function table(rows: readonly Row[]): Block {
  return {
    kind: 'table',
    caption: `预警提示${rows.length > most ? `（最近${most}条）` : ''}`,
    columns: [
      { name: '发出时间', width: 22 },
      { name: '类型', width: 10, align: 'center' },
      { name: '范围和事项', width: 45 },
      { name: '人数', width: 7, align: 'right' },
      { name: '预期', width: 8, align: 'right' },
      { name: '核查', width: 8, align: 'center' },
    ],
    rows: rows
      .slice(-most)
      .map((row) => [
        moment(row.raised_at),
        row.kind,
        `${row.district || '全市'} ${row.matter}${days(row)}`,
        count(row.observed),
        row.expected === null ? '—' : decimal(row.expected, 1),
        row.outcome,
      ]),
  };
}

/** The days that were counted together, where they are several. */
const days = ({ first_day, day }: Row): string =>
  first_day === day
    ? ''
    : `（${shortDate(first_day)}至${first_day.slice(0, 7) === day.slice(0, 7) ? `${Number(day.slice(8))}日` : shortDate(day)}）`;
