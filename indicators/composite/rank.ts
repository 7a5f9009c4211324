import { type Cell, type Column, mapColumns, present, type Table } from './table.ts';

export type Ties = 'min' | 'max' | 'average' | 'first';

/** Ranks from 1 for the least figure; gaps have none. `ties`: what equal figures get; `first` ranks them as they come. */
export function rankAscending(column: Column, ties: Ties = 'min'): Column {
  // Numbers alone sort several times as fast as rows by their numbers, and every rank interval sorts thousands of times.
  const sorted = Float64Array.from(present(column)).sort();
  const before = ties === 'first' ? new Map<number, number>() : undefined;
  return column.map((cell): Cell => {
    if (cell === null) return null;
    const least = firstFrom(sorted, cell);
    if (ties === 'min') return 1 + least;
    if (before) {
      const equal = before.get(cell) ?? 0;
      before.set(cell, equal + 1);
      return 1 + least + equal;
    }
    let last = least;
    while (sorted[last + 1] === cell) last++;
    return 1 + (ties === 'max' ? last : (least + last) / 2);
  });
}

/** Where the first of ascending numbers stands that is not below a number. */
function firstFrom(sorted: Float64Array, number: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < number) low = middle + 1;
    else high = middle;
  }
  return low;
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
