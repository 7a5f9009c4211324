import { createReadStream, createWriteStream, renameSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';

/** The day of a time as the demo's exports write it, or nothing. */
const dayOf = (time: string | undefined): string | undefined => {
  const found = /^(\d{4})\D(\d{1,2})\D(\d{1,2})/.exec(time ?? '');
  return found ? `${found[1]}-${found[2]!.padStart(2, '0')}-${found[3]!.padStart(2, '0')}` : undefined;
};

/** Rows of a CSV, header first, each with the day in the first of `timeColumns` that holds one. */
export async function* rowsByDay(
  file: string,
  timeColumns: string[],
): AsyncGenerator<{ row: string[]; day: string | undefined }> {
  let columns: number[] | undefined;
  const rows = createReadStream(file).pipe(parse({ bom: true, relax_column_count: true, relax_quotes: true }));
  for await (const row of rows as AsyncIterable<string[]>) {
    if (!columns) {
      columns = timeColumns.map((column) => row.indexOf(column));
      yield { row, day: undefined };
    } else yield { row, day: columns.map((at) => dayOf(row[at])).find((day) => day !== undefined) };
  }
}

/** A row as a line of CSV. */
export const asLine = (row: string[]): string =>
  `${row.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',')}\n`;

/** Copies the header and the rows whose day is wanted; `to` may be the file itself. */
export async function keepDays(
  file: string,
  to: string,
  timeColumn: string,
  wanted: (day: string) => boolean,
): Promise<void> {
  let isHeader = true;
  await pipeline(
    rowsByDay(file, [timeColumn]),
    async function* (rows: AsyncIterable<{ row: string[]; day: string | undefined }>) {
      for await (const { row, day } of rows) {
        if (isHeader || (day && wanted(day))) yield asLine(row);
        isHeader = false;
      }
    },
    createWriteStream(`${to}.part`),
  );
  renameSync(`${to}.part`, to);
}
