import { Bool, Float64, Int64, Table, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import type { ExportedColumn, ExportedTable } from './exported-table.ts';

/** A table as an Arrow IPC file (Feather 2), uncompressed; whole numbers as 64-bit integers. */
export function arrowTableFile({ columns }: ExportedTable): Uint8Array {
  return tableToIPC(new Table(Object.fromEntries(columns.map((column) => [column.name, vectorOf(column)]))), 'file');
}

function vectorOf({ description: { type }, values }: ExportedColumn) {
  if (type === 'boolean') return vectorFromArray(values as (boolean | null)[], new Bool());
  if (type === 'number') return vectorFromArray(values as (number | null)[], new Float64());
  if (type === 'integer')
    return vectorFromArray(
      (values as (number | null)[]).map((value) => (value === null ? null : BigInt(value))),
      new Int64(),
    );
  return vectorFromArray(values as (string | null)[], new Utf8());
}
