import { UserError } from '../../pipelines/user-error.ts';
import { mapColumns, type Table } from '../composite/table.ts';

/** Several periods below each other: COINr's purse as one table. Row i is of subject `uCode[i]` at `Time[i]`. */
export interface Panel extends Table {
  readonly Time: readonly number[];
}

/** The table of each time, in order of time. */
export function tablesByTime(panel: Panel): Map<number, Table> {
  const times = [...new Set(panel.Time)].sort((a, b) => a - b);
  return new Map(
    times.map((time) => {
      const here = panel.Time.map((t) => t === time);
      return [
        time,
        {
          uCode: panel.uCode.filter((_, row) => here[row]),
          columns: mapColumns(panel, (column) => column.filter((_, row) => here[row])).columns,
        },
      ];
    }),
  );
}

/** Tables of several times below each other, for steps that look at all times at once (`Normalise(global = TRUE)`). */
export function stacked(tables: ReadonlyMap<number, Table>): Panel {
  const all = [...tables];
  const [first] = all;
  if (!first)
    throw new UserError('a panel needs at least one time', { where: 'Time', fix: 'give a table of one time' });
  return {
    uCode: all.flatMap(([, table]) => [...table.uCode]),
    Time: all.flatMap(([time, table]) => table.uCode.map(() => time)),
    columns: Object.fromEntries(
      Object.keys(first[1].columns).map((iCode) => [
        iCode,
        all.flatMap(([, table]) => [...(table.columns[iCode] ?? [])]),
      ]),
    ),
  };
}
