import { type Cell, type Column, mapColumns, type Table } from './table.ts';

export type Ties = 'min' | 'max' | 'average' | 'first';

/** Ranks from 1 for the least figure; gaps have none. `ties`: what equal figures get; `first` ranks them as they come. */
export function rankAscending(column: Column, ties: Ties = 'min'): Column {
  const rows = column.flatMap((cell, row) => (cell === null ? [] : [row]));
  rows.sort((a, b) => column[a]! - column[b]! || a - b);
  const ranks: Cell[] = column.map(() => null);
  for (let start = 0; start < rows.length; ) {
    let end = start;
    while (end + 1 < rows.length && column[rows[end + 1]!] === column[rows[start]!]) end++;
    for (let i = start; i <= end; i++)
      ranks[rows[i]!] = 1 + { min: start, max: end, average: (start + end) / 2, first: i }[ties];
    start = end + 1;
  }
  return ranks;
}

/** Ranks as people read them: 1 is the highest, equal figures share the best rank (1, 2, 2, 4). */
export const rankDescending = (column: Column): Column =>
  rankAscending(
    column.map((cell) => (cell === null ? null : -cell)),
    'min',
  );

/** COINr's rank_df: every column ranked, 1 the highest; within groups where these are given (no group, no rank). */
export function rankTable(table: Table, groups?: readonly (string | null)[]): Table {
  return mapColumns(table, (column) => (groups ? rankWithin(column, groups) : rankDescending(column)));
}

function rankWithin(column: Column, groups: readonly (string | null)[]): Column {
  const ranks: Cell[] = column.map(() => null);
  for (const group of new Set(groups)) {
    if (group === null) continue;
    const rows = column.flatMap((_, row) => (groups[row] === group ? [row] : []));
    for (const [i, rank] of rankDescending(rows.map((row) => column[row]!)).entries()) ranks[rows[i]!] = rank;
  }
  return ranks;
}
