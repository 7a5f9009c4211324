import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

/** Writes a CSV export again with other rows under the same header. A spoilt row has more or fewer cells than the header. */
export function rewriteExport(file: string, change: (rows: string[][], header: string[]) => string[][]): void {
  const [header, ...rows] = parse(readFileSync(file), { bom: true, relax_column_count: true }) as string[][];
  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  const lines = [header!, ...change(rows, header!)];
  writeFileSync(file, lines.map((cells) => `${cells.map(quoted).join(',')}\n`).join(''));
}
