import { DuckDBDataChunk, type DuckDBListValue, type DuckDBType, type DuckDBValue, listValue } from 'duckdb';
import type { Warehouse } from '../warehouse/warehouse.ts';

/** Rows of a data chunk; DuckDB's own size. */
const CHUNK = 2048;

export interface Column {
  name: string;
  type: DuckDBType;
  /** DuckDB's name of the type, for the table in between. */
  ddl: string;
  values: readonly DuckDBValue[];
}

/** Numbers as a list, without a copy: the database's client only reads their length and each of them. */
export const listOf = (numbers: Float64Array): DuckDBListValue => listValue(numbers as unknown as number[]);

/**
 * Inserts whole columns, lists included, ten times as fast as row by row. They pass through a temporary table, since
 * not every kind of warehouse takes an appender.
 */
export async function insertColumns(warehouse: Warehouse, table: string, columns: readonly Column[]): Promise<void> {
  const rows = columns[0]?.values.length ?? 0;
  if (rows === 0) return;
  await warehouse.run(
    `create or replace temp table appended_columns (${columns.map(({ name, ddl }) => `${name} ${ddl}`).join(', ')})`,
  );
  const appender = await warehouse.connection.createAppender('appended_columns', 'main', 'temp');
  for (let start = 0; start < rows; start += CHUNK) {
    const size = Math.min(CHUNK, rows - start);
    const chunk = DuckDBDataChunk.create(
      columns.map(({ type }) => type),
      size,
    );
    for (const [i, { values }] of columns.entries()) chunk.setColumnValues(i, values.slice(start, start + size));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  await warehouse.run(`insert into ${table} by name select * from temp.main.appended_columns`);
  await warehouse.run('drop table temp.main.appended_columns');
}
