import { rankDescending, rankTable } from './rank.ts';
import type { Coin } from './specification.ts';
import { type Column, columnNamed, mapColumns, type Table } from './table.ts';

export interface ResultsOptions {
  /** `Summ`: the index alone; `Aggs`: all aggregates, from the top down; `Full`: indicators too. */
  readonly tab_type?: 'Summ' | 'Aggs' | 'Full';
  readonly use?: 'scores' | 'ranks';
  /** Group of each subject: one after the other, ranks within them; subjects without one are left out. */
  readonly use_group?: readonly (string | null)[];
  /** Decimals of scores, rounded after ranking; 2. */
  readonly nround?: number;
}

/** COINr's get_results: a table to read, the best subject first. Scores come with the rank by the index, `Rank`. */
export function resultsOf({ tree, dsets: { Aggregated } }: Coin, options: ResultsOptions = {}): Table {
  const { tab_type = 'Summ', use = 'scores', use_group, nround = 2 } = options;
  const shown = [...tree.elements]
    .filter(({ Level }) => Level >= { Summ: tree.maxLevel, Aggs: 2, Full: 1 }[tab_type])
    .sort((a, b) => b.Level - a.Level);
  const chosen = (table: Table): Record<string, Column> =>
    Object.fromEntries(shown.map(({ iCode }) => [iCode, columnNamed(table, iCode)]));
  const scores = { uCode: Aggregated.uCode, columns: chosen(Aggregated) };
  const rounded = mapColumns(scores, (column) =>
    column.map((cell) => (cell === null ? null : Number(cell.toFixed(nround)))),
  );
  const Rank = rankDescending(columnNamed(Aggregated, tree.top.iCode));
  const table =
    use === 'ranks' ? rankTable(scores, use_group) : { uCode: scores.uCode, columns: { ...rounded.columns, Rank } };
  return inOrder(table, readingOrder(Rank, use_group));
}

/** The best subject first; with groups these one after the other, and nobody without one. */
function readingOrder(Rank: Column, groups: ResultsOptions['use_group']): number[] {
  const below = (row: number): number => Rank[row] ?? Number.MAX_VALUE;
  const names = [...new Set(groups)].filter((group) => group !== null).sort();
  const place = (row: number): number => (groups ? names.indexOf(groups[row]!) : 0);
  const rows = Rank.map((_, row) => row).filter((row) => place(row) >= 0);
  return rows.sort((a, b) => place(a) - place(b) || below(a) - below(b) || a - b);
}

const inOrder = (table: Table, rows: readonly number[]): Table => ({
  uCode: rows.map((row) => table.uCode[row]!),
  columns: mapColumns(table, (column) => rows.map((row) => column[row]!)).columns,
});
