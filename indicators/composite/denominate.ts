import { UserError } from '../../pipelines/user-error.ts';
import { type Column, finite, mapColumns, type Table } from './table.ts';

/** Which indicator is divided by which column of the denominators. `ScaleFactor` 1000: per thousand. */
export interface DenominateBy {
  readonly iCode: string;
  readonly Denominator: string;
  readonly ScaleFactor?: number;
}

export interface DenominateOptions {
  /** Denominators of the subjects, in any order and for more subjects than are scored. */
  readonly denoms: Table;
  readonly denomby: readonly DenominateBy[];
}

/**
 * COINr's Denominate: x / (denominator / ScaleFactor); indicators that `denomby` does not name stay as they are. Null
 * where either is missing or the denominator is 0.
 * @throws UserError naming a column or subject that is not there.
 */
export function denominate(table: Table, { denoms, denomby }: DenominateOptions): Table {
  for (const { iCode } of denomby)
    if (!table.columns[iCode])
      throw new UserError(`denomby names ${iCode}, which the table does not have`, {
        where: `denomby, ${iCode}`,
        fix: `name a column of the table: ${Object.keys(table.columns).join(', ')}`,
      });
  const rows = new Map(denoms.uCode.map((code, row) => [code, row]));
  const missing = table.uCode.find((code) => !rows.has(code));
  if (missing !== undefined)
    throw new UserError(`the denominators have no row for ${missing}`, {
      where: `denoms, ${missing}`,
      fix: `add ${missing}, with null where its denominators are unknown`,
    });
  const by = new Map(denomby.map((entry) => [entry.iCode, entry]));
  return mapColumns(table, (column, iCode) => {
    const entry = by.get(iCode);
    if (!entry) return column;
    const denominators = denominatorsOf(denoms, entry);
    return column.map((x, row) => {
      const denominator = denominators[rows.get(table.uCode[row]!)!] ?? null;
      return x === null || denominator === null ? null : finite(x / (denominator / (entry.ScaleFactor ?? 1)));
    });
  });
}

function denominatorsOf(denoms: Table, { iCode, Denominator }: DenominateBy): Column {
  const column = denoms.columns[Denominator];
  if (column) return column;
  throw new UserError(`the denominator ${Denominator} of ${iCode} is not there`, {
    where: `denomby, ${iCode}`,
    fix: `name one of ${Object.keys(denoms.columns).join(', ')}`,
  });
}
