import { BIGINT, BOOLEAN, DOUBLE, DuckDBInstance, VARCHAR } from 'duckdb';
import { insertColumns } from '../../scorecard/insert-columns.ts';
import { Warehouse } from '../../warehouse/warehouse.ts';
import type { ExportedTable } from './exported-table.ts';

const types = {
  string: VARCHAR,
  date: VARCHAR,
  yearmonth: VARCHAR,
  integer: BIGINT,
  number: DOUBLE,
  boolean: BOOLEAN,
};

/** Writes tables as Parquet (zstd), one file each, by a database in memory; dates as DATE. Same tables, same bytes. */
export async function writeParquet(tables: readonly ExportedTable[], fileOf: (table: string) => string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const warehouse = new Warehouse(connection, 'duckdb');
  try {
    for (const { name, columns } of tables) {
      const ddl = columns.map((column) => `"${column.name}" ${types[column.description.type]}`).join(', ');
      await warehouse.run(`create table "${name}" (${ddl})`);
      await insertColumns(
        warehouse,
        `"${name}"`,
        columns.map(({ name: column, description: { type }, values }) => ({
          name: column,
          type: types[type],
          ddl: String(types[type]),
          values: type === 'integer' ? values.map((value) => (value === null ? null : BigInt(value))) : values,
        })),
      );
      const list = columns.map(({ name: column, description: { type } }) =>
        type === 'date' ? `cast(nullif("${column}", '') as date) as "${column}"` : `"${column}"`,
      );
      const file = fileOf(name).replaceAll("'", "''");
      await warehouse.run(
        `copy (select ${list.join(', ')} from "${name}") to '${file}' (format parquet, compression zstd)`,
      );
      await warehouse.run(`drop table "${name}"`);
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
