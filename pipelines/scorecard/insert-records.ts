import { BIGINT, BOOLEAN, DOUBLE, type DuckDBValue, FLOAT, INTEGER, LIST, VARCHAR } from 'duckdb';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { type Column, insertColumns, listOf } from './insert-columns.ts';

type Cell = string | number | boolean | Float64Array | null;
type Cells = Readonly<Record<string, Cell>>;

const types = { VARCHAR, DOUBLE, BIGINT, INTEGER, BOOLEAN, 'FLOAT[]': LIST(FLOAT) };

/**
 * Inserts rows into a table given as DDL (`period VARCHAR, n BIGINT, …`; no other types), each column by the row's key of
 * that name. `common`: what all rows have, such as the period.
 */
export const insertRecords = (
  warehouse: Warehouse,
  { name, columns }: { name: string; columns: string },
  rows: readonly object[],
  common: object = {},
): Promise<void> =>
  insertColumns(
    warehouse,
    name,
    columns.split(',').map((definition) => columnOf(definition, rows, common)),
  );

function columnOf(definition: string, rows: readonly object[], common: object): Column {
  const [quoted, ddl] = definition.trim().split(/\s+/) as [string, keyof typeof types];
  const name = quoted.replaceAll('"', '');
  const ofAll = (common as Cells)[name] ?? null;
  const values = rows.map((row) => (row as Cells)[name] ?? ofAll);
  return { name: quoted, type: types[ddl], ddl, values: values.map((value) => inDatabase(value, ddl)) };
}

function inDatabase(value: Cell, ddl: keyof typeof types): DuckDBValue {
  if (value instanceof Float64Array) return listOf(value);
  return ddl === 'BIGINT' && value !== null ? BigInt(value) : value;
}
