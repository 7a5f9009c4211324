import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const day = 86_400_000;

/** The SQL of the one indicator of a city of small steps: closed by the deadline, on the clock of the deadline. */
export const dailySql = `select order_id, due_at as at, (closed_at <= due_at)::integer as numerator, 1 as denominator
from orders where due_at <= $as_of
`;

/** The same, as nobody waits for it, and the database cannot shorten it. */
export const endless = dailySql.replace(
  'as numerator',
  '+ (select count(*) from range(1000000000000) t(i) where hash(i) = 0)::integer as numerator',
);

/**
 * Writes a city with one order a day and one indicator, scored by the day: a year of it is some 1,500 steps of a few
 * hundredths of a second, each of them a real one.
 * @param days from 2024-01-01 on
 * @param sql of the indicator
 */
export function writeDailyCity(dir: string, days: number, sql = dailySql): void {
  for (const name of ['contracts', 'exports', 'indicators']) mkdirSync(join(dir, name), { recursive: true });
  writeFileSync(join(dir, 'site.yaml'), 'id: daily\nname: 日日市\ndemo: true\nperiods: [day]\n');
  writeFileSync(join(dir, 'contracts', 'orders.yaml'), contract);
  writeFileSync(join(dir, 'framework.yaml'), framework);
  writeIndicator(dir, sql);
  const first = Date.UTC(2024, 0, 1);
  const dateOf = (i: number) => new Date(first + i * day).toISOString().slice(0, 10);
  const rows = Array.from({ length: days }, (_, i) => {
    const date = dateOf(i);
    const closed = i % 3 === 0 ? '20:00:00' : '12:00:00';
    return `A${i},${date} 10:00:00,${date} ${closed},${date} 18:00:00,路灯不亮`;
  });
  // Taken in the first minute of the day after: the last day has closed.
  rows.push(`A${days},${dateOf(days)} 00:01:00,,${dateOf(days)} 18:00:00,井盖缺失`);
  writeExport(dir, 'all.csv', rows);
}

/** Puts another indicator in the place of the one. */
export const writeIndicator = (dir: string, sql: string): void => writeFileSync(join(dir, 'indicators', 'X1.sql'), sql);

/** Adds an export: rows of order number, received, closed, due and body. It looks an hour old, so it is taken at once. */
export function writeExport(dir: string, name: string, rows: string[]): void {
  const file = join(dir, 'exports', name);
  writeFileSync(file, ['工单编号,受理时间,办结时间,期限,内容', ...rows, ''].join('\n'));
  const copied = new Date(Date.now() - 3_600_000);
  utimesSync(file, copied, copied);
}

const contract = `kind: orders
files: ["**"]
dates: ['%Y-%m-%d %H:%M:%S']
columns:
  order_id: { from: [工单编号], required: true }
  received_at: { from: [受理时间], required: true }
  closed_at: { from: [办结时间] }
  due_at: { from: [期限] }
  body: { from: [内容], mask: text }
`;

const framework = `id: one
name: 一个指标
version: "1"
valid_from: null
valid_to: null
provenance: 试验
dimensions:
  - id: R
    name: 服务回应性
    sub_dimensions:
      - id: R3
        name: 办得快
        indicators:
          - id: X1
            name: 按时办结率
            definition: 按时办结的工单占到期工单的比重
            levels: [city]
            clock: due
            statistic: rate
            direction: higher
            measure: percent
            columns: [due_at, closed_at]
            min_sample: { n: 1, of: 工单 }
            goalposts: { low: 0, high: 1, basis: provisional }
            source: 自拟
`;
