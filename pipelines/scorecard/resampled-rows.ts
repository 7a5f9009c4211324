import { DuckDBListValue } from 'duckdb';
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts';

/**
 * Rows of texts, doubles, booleans and lists of numbers, as they come from the database: without the general conversion,
 * which costs three times as much for rows that carry 200 replicates each. Every parameter must be in the SQL.
 */
export async function resampledRows<Row>(warehouse: Warehouse, sql: string, parameters: Parameters): Promise<Row[]> {
  const reader = await warehouse.connection.runAndReadAll(sql, parameters);
  const names = reader.deduplicatedColumnNames();
  const columns = reader
    .getColumns()
    .map((column) => column.map((value) => (value instanceof DuckDBListValue ? value.items : value)));
  return Array.from({ length: reader.currentRowCount }, (_, row) =>
    Object.fromEntries(names.map((name, i) => [name, columns[i]![row]])),
  ) as Row[];
}
