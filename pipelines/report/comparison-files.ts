import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Table, tableFromIPC } from 'apache-arrow';

/** What the page 比较 fetches for one indicator. */
export interface ComparisonFile {
  /** Kind, slug and name, in official order. */
  subjects: [string, string, string][];
  /** By period: subject (place in `subjects`), value, low, high, n, why there is none, 初步数. Six decimals. */
  periods: Record<
    string,
    [number, number | null, number | null, number | null, number | null, string, boolean | null][]
  >;
}

/** Writes, out of the published tables in `from`, a file for every indicator to `to`: all its figures, small enough to fetch at once. */
export function writeComparisonFiles(from: string, to: string): void {
  const [figures, nodes] = ['figures', 'nodes'].map((name) => tableFromIPC(readFileSync(join(from, `${name}.arrow`))));
  const files = new Map<string, ComparisonFile>();
  for (const { node, kind } of nodes!) if (kind === 'indicator') files.set(node, { subjects: [], periods: {} });
  fill(files, figures!);
  mkdirSync(to, { recursive: true });
  for (const [indicator, file] of files) writeFileSync(join(to, `${indicator}.json`), JSON.stringify(file));
}

/** Rows of `figures` come by period and, within it, in official order. */
function fill(files: Map<string, ComparisonFile>, figures: Table): void {
  const column = (name: string) => figures.getChild(name)!;
  const [period, kind, slug, name, indicator] = ['period', 'kind', 'slug', 'name', 'indicator'].map(column);
  const [value, low, high, n, why, provisional] = ['value', 'low', 'high', 'n', 'state_text', 'provisional'].map(
    column,
  );
  const places = new Map<string, number>();
  for (let row = 0; row < figures.numRows; row++) {
    const file = files.get(indicator!.get(row))!;
    const key = `${indicator!.get(row)} ${kind!.get(row)} ${slug!.get(row)}`;
    let place = places.get(key);
    if (place === undefined) {
      place = file.subjects.push([kind!.get(row), slug!.get(row), name!.get(row)]) - 1;
      places.set(key, place);
    }
    file.periods[period!.get(row)] ??= [];
    file.periods[period!.get(row)]!.push([
      place,
      ...([value, low, high].map((each) => rounded(each!.get(row))) as [number | null, number | null, number | null]),
      n!.get(row),
      why!.get(row),
      provisional!.get(row),
    ]);
  }
}

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 1e6) / 1e6);
