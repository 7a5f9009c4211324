import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepDays, rowsByDay } from './rows-by-day.ts';

/**
 * Cuts a demo site's one file of orders down to the year before its end, and takes the newest whole days that hold at most
 * `newest` orders out of it, into a file beside the exports folder: what arrives next. Returns that file.
 */
export async function yearAndDay(folder: string, newest: number): Promise<{ file: string; orders: number }> {
  const orders = join(folder, 'exports', 'orders.csv');
  const perDay = new Map<string, number>();
  for await (const { day } of rowsByDay(orders, ['受理时间'])) if (day) perDay.set(day, (perDay.get(day) ?? 0) + 1);
  const days = [...perDay.keys()].sort();
  const last = days.at(-1)!;
  const first = `${Number(last.slice(0, 4)) - 1}${last.slice(4)}`;
  let from = last;
  let taken = 0;
  for (const day of days.toReversed()) {
    if (taken + perDay.get(day)! > newest) break;
    taken += perDay.get(day)!;
    from = day;
  }
  const file = join(folder, 'orders-new.csv');
  await keepDays(orders, file, '受理时间', (day) => day >= from);
  await keepDays(orders, orders, '受理时间', (day) => day >= first && day < from);
  const calls = join(folder, 'exports', 'calls.csv');
  await keepDays(calls, calls, '呼入时间', (day) => day >= first);
  const contract = join(folder, 'contracts', 'orders.yaml');
  writeFileSync(contract, readFileSync(contract, 'utf8').replace('files: [orders.csv]', 'files: [orders*.csv]'));
  return { file, orders: taken };
}
