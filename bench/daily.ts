/**
 * A city lived through day by day, as it is run every night: the orders that had entered the data before a day are there
 * at once, then each day's orders come in an export of their own and the day is run. Nothing later is known to any step, so
 * this tells without hindsight how early large events are told of, and what a day costs.
 *   npx tsx bench/daily.ts [ORDERS] [FROM] [DAYS]
 * FROM: first day (2025-09-01), DAYS: how many (61). Alarms count from the end of the day whose run wrote them down.
 */
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { writeCity } from '../fixtures/city/generate.ts';
import { loadSite } from '../pipelines/site/site.ts';
import { withWarehouse } from '../pipelines/warehouse/open.ts';
import { measuredProcess } from './measured-process.ts';
import { asLine, rowsByDay } from './rows-by-day.ts';

const [orders = '100000', first = '2025-09-01', many = '61'] = process.argv.slice(2);
const minqing = fileURLToPath(new URL('../bin/minqing.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'minqing-bench-'));
const dir = join(folder, 'city');
const later = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
const days = Array.from({ length: Number(many) }, (_, i) => later(first, i));
const end = later(first, days.length);

try {
  await writeCity(dir, { orders: Number(orders), months: 25, seed: 1, text: 'short', layout: 'one-file' });
  await divideByArrival();
  const run = (asOf: string) =>
    measuredProcess(process.execPath, [minqing, 'run', dir, '--only', 'alarms', '--as-of', `${asOf} 00:00:00`]);
  const before = await run(first);
  console.log(`before ${first}: ${before.seconds.toFixed(0)} s`);
  const seconds: number[] = [];
  for (const day of days) {
    renameSync(join(folder, `orders-${day}.csv`), join(dir, 'exports', `orders-${day}.csv`));
    seconds.push((await run(later(day, 1))).seconds);
  }
  const sorted = seconds.toSorted((a, b) => a - b);
  console.log(
    `${days.length} days, each run from export to alarms: middle ${sorted[sorted.length >> 1]!.toFixed(1)} s, slowest ${sorted.at(-1)!.toFixed(1)} s`,
  );
  await tellHowEarly();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** `exports/orders.csv` keeps what had arrived before the first day; each day's arrivals wait beside the site folder. */
async function divideByArrival(): Promise<void> {
  const file = join(dir, 'exports', 'orders.csv');
  const lines = new Map<string, string[]>([['before', []], ...days.map((day): [string, string[]] => [day, []])]);
  for await (const { row, day } of rowsByDay(file, ['入库时间', '受理时间'])) {
    const part = day === undefined || day < first ? 'before' : day;
    if (lines.size > 0 && row[0] === '序号') for (const list of lines.values()) list.push(asLine(row));
    else lines.get(part)?.push(asLine(row));
  }
  mkdirSync(join(dir, 'exports'), { recursive: true });
  for (const [part, list] of lines)
    await pipeline(
      Readable.from(list),
      createWriteStream(part === 'before' ? file : join(folder, `orders-${part}.csv`)),
    );
  rmSync(join(dir, 'exports', 'calls.csv'));
  const contract = join(dir, 'contracts', 'orders.yaml');
  writeFileSync(contract, readFileSync(contract, 'utf8').replace('files: [orders.csv]', 'files: [orders*.csv]'));
}

/** Planted events of ten residents and more whose first resident called within the days, by the end of the day of alarm. */
async function tellHowEarly(): Promise<void> {
  const site = loadSite(dir);
  const scratch = join(folder, 'scratch');
  await withWarehouse(site, { purpose: 'bench', scratch, readOnly: true }, async (warehouse) => {
    const found = await warehouse.row<{ events: number; alarmed: number; early: number; arrived: number }>(
      `with truth as (
         select order_id, received_at::TIMESTAMP as received_at, nullif(event, '') as event, resident
         from read_csv($file, all_varchar = true) where event <> ''
       ),
       people as (
         select event, truth.resident, min(truth.received_at) as called_at, min(greatest(orders.available_at, orders.received_at)) as arrived_at
         from truth left join orders using (order_id) group by event, truth.resident
       ),
       large as (
         select event, count(*) as residents from people group by event
         having count(*) >= 10 and min(called_at) >= $first::DATE and max(called_at) < $end::DATE
       ),
       told as (
         select truth.event, min(alarms.as_of) as told_at
         from truth join alarm_orders using (order_id) join alarms using (alarm) group by truth.event
       ),
       judged as (
         select event, residents, told_at, count(*) filter (called_at < told_at) as called,
           count(*) filter (arrived_at < told_at) as arrived
         from large left join told using (event) join people using (event) group by all
       )
       select count(*) as events, count(told_at) as alarmed, count(*) filter (called < 0.5 * residents) as early,
         count(*) filter (arrived < 0.5 * residents) as arrived
       from judged`,
      { file: join(dir, 'truth', 'orders.csv'), first, end },
    );
    const { events, alarmed, early, arrived } = found!;
    console.log(`planted events of ten residents and more: ${events}, told of ${alarmed}`);
    console.log(`  by the end of a day on which fewer than half of their residents had called: ${early}`);
    console.log(`  … on which the orders of fewer than half of their residents had arrived: ${arrived}`);
  });
}
