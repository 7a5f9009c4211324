import { UserError } from '../../pipelines/user-error.ts';

/** A figure, or null where there is none. NaN and infinities are refused on the way in and never come out. */
export type Cell = number | null;

export type Column = readonly Cell[];

/**
 * COINr's data set: one row per subject (`uCode`), one column per indicator or aggregate (`iCode`). Row i of every
 * column belongs to subject i.
 */
export interface Table {
  readonly uCode: readonly string[];
  readonly columns: Readonly<Record<string, Column>>;
}

/** The column of an indicator or aggregate. @throws UserError when the table has none. */
export function columnNamed(table: Table, iCode: string): Column {
  const column = table.columns[iCode];
  if (column) return column;
  throw new UserError(`the table has no column ${iCode}`, {
    where: iCode,
    fix: `give ${iCode} a column (null where a figure is missing), or leave it out of iMeta`,
  });
}

/** The numbers of a column that are there, in order. */
export const present = (column: Column): number[] => column.filter((cell) => cell !== null);

/** What came out of a computation: null where it has no finite result. */
export const finite = (number: number): Cell => (Number.isFinite(number) ? number : null);

/** The same subjects, every column changed. */
export const mapColumns = (table: Table, change: (column: Column, iCode: string) => Column): Table => ({
  uCode: table.uCode,
  columns: Object.fromEntries(Object.entries(table.columns).map(([iCode, column]) => [iCode, change(column, iCode)])),
});

/** The rows that a condition keeps, of every column. */
export const keepRows = (table: Table, keep: readonly boolean[]): Table => ({
  uCode: table.uCode.filter((_, row) => keep[row]),
  columns: mapColumns(table, (column) => column.filter((_, row) => keep[row])).columns,
});

/**
 * Refuses a table that nothing could be computed from honestly.
 * @throws UserError naming the subject or column: no subjects, a subject twice, a column of another length, a cell that
 * is neither a finite number nor null.
 */
export function checkTable(table: Table): void {
  if (table.uCode.length === 0)
    throw new UserError('the table has no subjects', { where: 'uCode', fix: 'give at least one subject' });
  const seen = new Set<string>();
  for (const code of table.uCode) {
    if (seen.has(code))
      throw new UserError(`subject ${code} stands twice`, {
        where: `uCode ${code}`,
        fix: 'give every subject one row',
      });
    seen.add(code);
  }
  for (const [iCode, column] of Object.entries(table.columns)) {
    if (column.length !== table.uCode.length)
      throw new UserError(`${iCode} has ${column.length} cells for ${table.uCode.length} subjects`, {
        where: iCode,
        fix: 'give every column one cell per subject, null where a figure is missing',
      });
    const row = column.findIndex((cell) => cell !== null && !Number.isFinite(cell));
    if (row >= 0)
      throw new UserError(`${iCode} of ${table.uCode[row]} is ${column[row]}, which is no figure`, {
        where: `${iCode}, ${table.uCode[row]}`,
        fix: 'write null where a figure is missing',
      });
  }
}
