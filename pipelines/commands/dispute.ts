import { measureSign } from '../../indicators/framework.ts';
import { byteOrderMark, csvLine } from '../csv.ts';
import { writeLines } from '../csv-file.ts';
import { type Dispute, type DisputedOrder, disputedOrders } from '../scorecard/disputed-orders.ts';
import { frameworkOf } from '../scorecard/framework-of.ts';
import { UserError } from '../user-error.ts';
import { measured, points } from './figures.ts';
import { choose } from './scores.ts';
import { reading } from './session.ts';
import { print, textTable } from './terminal.ts';

export interface DisputeOptions {
  unit: string;
  period?: string;
  /** Also orders that cost nothing. */
  all?: boolean;
  /** CSV to write. */
  out?: string;
}

/** `minqing dispute`: 核对清单 of a unit and period, order by order, with what each costs. */
export async function dispute(siteDir: string, options: DisputeOptions, json: boolean): Promise<void> {
  const { chosen, found } = await reading(siteDir, 'dispute', async (warehouse, site) => {
    const chosen = await choose(warehouse, options.period, options.unit);
    if (chosen.kind !== 'unit')
      throw new UserError(`${chosen.subject} is a ${chosen.kind}, not a unit`, {
        where: '--unit',
        fix: 'give a code or name of units.csv',
      });
    const { period, code } = chosen;
    const run = await warehouse.row<{ as_of: string }>(
      `select arg_max(as_of, seq) as as_of from ledger where asset = 'values' and partition = $period and status = 'done'`,
      { period },
    );
    const source = { site, warehouse, period, asOf: run?.as_of ?? '' };
    return { chosen, found: await disputedOrders(source, frameworkOf(site, period), code) };
  });
  const orders = options.all ? found.orders : found.orders.filter(({ lost }) => lost !== 0);
  if (options.out) writeLines(options.out, csvLines(orders));
  if (json) return print(JSON.stringify({ ...chosen, ...found, orders }, null, 1));
  print(`${chosen.subject}  ${chosen.label}  核对清单\n`);
  printIndicators(found);
  if (options.out) return print(`\n${orders.length} 行已写入 ${options.out}`);
  printOrders(orders);
}

function printIndicators({ indicators, score, lost }: Dispute): void {
  print(
    textTable(
      ['', '件数', '分子', '分母', '指标值', '不含剔除', '得分', '失分', '折合总分'],
      indicators.map((row) => [
        `${row.indicator} ${row.name}`,
        String(row.n),
        String(round(row.numerator)),
        String(round(row.denominator)),
        measured(row.value, measureSign(row.measure)),
        row.value_kept === null ? '' : measured(row.value_kept, measureSign(row.measure)),
        points(row.score),
        row.lost.toFixed(2),
        row.lost_of_score.toFixed(2),
      ]),
      [1, 2, 3, 4, 5, 6, 7, 8],
    ),
  );
  print(`\n总分 ${points(score)}，失分合计 ${lost.toFixed(2)}（指标失分按各件未达标的程度分摊，分摊办法为自拟）`);
}

/** Rows on a terminal. */
const shown = 60;

function printOrders(orders: readonly DisputedOrder[]): void {
  print(orders.length === 0 ? '\n没有失分的工单' : '');
  if (orders.length === 0) return;
  print(
    textTable(
      ['工单编号', '指标', '计入时间', '期限', '办结', '失分', '折合总分', ''],
      orders
        .slice(0, shown)
        .map((row) => [
          row.order_id,
          `${row.indicator} ${row.name}`,
          row.at.slice(0, 16),
          (row.due_at ?? '').slice(0, 16),
          (row.closed_at ?? '').slice(0, 16),
          row.lost.toFixed(2),
          row.lost_of_score.toFixed(3),
          row.excluded ? '已剔除' : '',
        ]),
      [5, 6],
    ),
  );
  if (orders.length > shown) print(`… 另有 ${orders.length - shown} 行：--out FILE.csv 写出全部`);
}

const columns: readonly [string, keyof DisputedOrder][] = [
  ['工单编号', 'order_id'],
  ['指标', 'indicator'],
  ['指标名称', 'name'],
  ['规则', 'rule'],
  ['计入时间', 'at'],
  ['分子', 'numerator'],
  ['分母', 'denominator'],
  ['用时占时限', 'value'],
  ['失分', 'lost'],
  ['折合总分', 'lost_of_score'],
  ['已剔除', 'excluded'],
  ['受理', 'received_at'],
  ['派单', 'dispatched_at'],
  ['签收', 'signed_at'],
  ['首次联系', 'contacted_at'],
  ['期限', 'due_at'],
  ['期限来自', 'due_from'],
  ['办结', 'closed_at'],
  ['回访', 'callback_at'],
  ['重办次数', 'redo'],
  ['诉求人认定', 'solved_resident'],
  ['单位认定', 'solved_unit'],
  ['首次评价', 'satisfaction'],
];

function* csvLines(orders: readonly DisputedOrder[]): Generator<string> {
  const cell = (value: DisputedOrder[keyof DisputedOrder]) =>
    typeof value === 'boolean' ? (value ? '是' : '否') : typeof value === 'number' ? round(value) : value;
  yield byteOrderMark + csvLine(columns.map(([header]) => header));
  for (const row of orders) yield csvLine(columns.map(([, key]) => cell(row[key])));
}

/** Enough digits that the rows of a CSV sum to what is shown. */
const round = (value: number): number => Math.round(value * 1e6) / 1e6;
