import { createReadStream, createWriteStream, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';

/** The day of a time as the demo's exports write it, or nothing. */
const dayOf = (time: string | undefined): string | undefined => {
  const found = /^(\d{4})\D(\d{1,2})\D(\d{1,2})/.exec(time ?? '');
  return found ? `${found[1]}-${found[2]!.padStart(2, '0')}-${found[3]!.padStart(2, '0')}` : undefined;
};

/**
 * Cuts a demo site's one file of orders down to the year before its end, and takes the newest whole days that hold at most
 * `newest` orders out of it, into a file beside the exports folder: what arrives next. Returns that file.
 */
export async function yearAndDay(folder: string, newest: number): Promise<{ file: string; orders: number }> {
  const orders = join(folder, 'exports', 'orders.csv');
  const perDay = new Map<string, number>();
  for await (const { day } of rowsOf(orders, '受理时间')) if (day) perDay.set(day, (perDay.get(day) ?? 0) + 1);
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
  await keep(orders, file, '受理时间', (day) => day >= from);
  await keep(orders, orders, '受理时间', (day) => day >= first && day < from);
  const calls = join(folder, 'exports', 'calls.csv');
  await keep(calls, calls, '呼入时间', (day) => day >= first);
  const contract = join(folder, 'contracts', 'orders.yaml');
  writeFileSync(contract, readFileSync(contract, 'utf8').replace('files: [orders.csv]', 'files: [orders*.csv]'));
  return { file, orders: taken };
}

async function* rowsOf(file: string, timeColumn: string) {
  let at = -1;
  const rows = createReadStream(file).pipe(parse({ bom: true, relax_column_count: true, relax_quotes: true }));
  for await (const row of rows as AsyncIterable<string[]>) {
    if (at < 0) {
      at = row.indexOf(timeColumn);
      yield { row, day: undefined };
    } else yield { row, day: dayOf(row[at]) };
  }
}

/** Copies the header and the rows whose day is wanted; `to` may be the file itself. */
async function keep(file: string, to: string, timeColumn: string, wanted: (day: string) => boolean): Promise<void> {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  let isHeader = true;
  await pipeline(
    rowsOf(file, timeColumn),
    async function* (rows: AsyncIterable<{ row: string[]; day: string | undefined }>) {
      for await (const { row, day } of rows) {
        if (isHeader || (day && wanted(day))) yield `${row.map(cell).join(',')}\n`;
        isHeader = false;
      }
    },
    createWriteStream(`${to}.part`),
  );
  renameSync(`${to}.part`, to);
}
