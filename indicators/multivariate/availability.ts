import { columnNamed, type Table } from '../composite/table.ts';
import type { IndexTree } from '../composite/tree.ts';

/** How complete a subject's row is. */
export interface Availability {
  readonly uCode: string;
  readonly N_missing: number;
  readonly N_zero: number;
  readonly N_miss_or_zero: number;
  /** Share of indicators with a figure. */
  readonly Dat_Avail: number;
  /** Share of its figures that are not 0; null without any figure. */
  readonly Non_Zero: number | null;
}

/** COINr's get_data_avail: gaps and zeros of every subject over all columns. */
export function availabilityOf(table: Table): Availability[] {
  const columns = Object.values(table.columns);
  return table.uCode.map((uCode, row) => {
    const N_missing = columns.filter((column) => column[row] === null).length;
    const N_zero = columns.filter((column) => column[row] === 0).length;
    const there = columns.length - N_missing;
    return {
      uCode,
      N_missing,
      N_zero,
      N_miss_or_zero: N_missing + N_zero,
      Dat_Avail: columns.length > 0 ? 1 - N_missing / columns.length : 0,
      Non_Zero: there > 0 ? 1 - N_zero / there : null,
    };
  });
}

/** Share of the indicators below each aggregate that have a figure, by aggregate and subject. */
export function availabilityByGroup(table: Table, tree: IndexTree): Record<string, number[]> {
  const aggregates = tree.elements.filter(({ Level }) => Level > 1);
  return Object.fromEntries(
    aggregates.map(({ iCode }) => {
      const columns = tree.indicatorsBelow(iCode).map((indicator) => columnNamed(table, indicator.iCode));
      const shares = table.uCode.map(
        (_, row) => columns.filter((column) => column[row] !== null).length / columns.length,
      );
      return [iCode, shares];
    }),
  );
}
