import { rankDescending, rankTable } from './rank.ts';
import type { Coin } from './specification.ts';
import { type Cell, type Column, columnNamed, keepRows, mapColumns, type Table } from './table.ts';

export interface ResultsOptions {
  /** `Summ`: the index alone; `Aggs`: all aggregates, from the top down; `Full`: indicators too. */
  readonly tab_type?: 'Summ' | 'Aggs' | 'Full';
  readonly use?: 'scores' | 'ranks';
  /** Group of each subject: ranks within it; subjects without one are left out. */
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
  return keepRows(sorted(table, Rank), sortedGroups(use_group, Rank));
}

/** Rows in the order of the index; subjects without it last. */
const order = (Rank: Column): number[] =>
  Rank.map((_, row) => row).sort((a, b) => below(Rank[a]!) - below(Rank[b]!) || a - b);

function sorted(table: Table, Rank: Column): Table {
  const rows = order(Rank);
  return {
    uCode: rows.map((row) => table.uCode[row]!),
    columns: mapColumns(table, (column) => rows.map((row) => column[row]!)).columns,
  };
}

const sortedGroups = (groups: ResultsOptions['use_group'], Rank: Column): boolean[] =>
  order(Rank).map((row) => !groups || groups[row] !== null);

const below = (rank: Cell): number => rank ?? Number.MAX_VALUE;
