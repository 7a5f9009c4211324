import { createHash } from 'node:crypto';
import type { TableDefinition } from '../engine/asset.ts';
import type { Warehouse } from './warehouse.ts';

/**
 * An order-free digest of rows: their number, and the sum and exclusive or of their hashes over all columns but
 * `undigested` ones. Equal multisets of rows give equal digests on any engine; a row twice is not a row none times.
 * `where` may use `$partition`.
 */
export async function digestRows(
  warehouse: Warehouse,
  table: Pick<TableDefinition, 'name' | 'undigested'>,
  where = 'true',
  partition = '',
): Promise<{ rows: number; digest: string }> {
  // The catalogue's own listing goes over every column of every table.
  const columns = (await warehouse.connection.run(`select * from ${table.name} limit 0`)).columnNames();
  const hashed = columns.filter((column) => !table.undigested?.includes(column)).sort();
  const found = await warehouse.row<{ n: number; total: string; mixed: string }>(
    `with hashed as (select hash(${hashed.map((column) => `"${column}"`).join(', ')}) as h from ${table.name} where ${where})
     select count(*) as n, coalesce(sum(h::HUGEINT), 0)::VARCHAR as total, coalesce(bit_xor(h), 0)::VARCHAR as mixed from hashed`,
    { partition },
  );
  const { n, total, mixed } = found!;
  return { rows: n, digest: shortHash(`${table.name}|${hashed.join(',')}|${n}|${total}|${mixed}`) };
}

/** Column names of a table of the current schema, in their order. */
export async function columnsOf(warehouse: Warehouse, table: string): Promise<string[]> {
  const rows = await warehouse.rows<{ column_name: string }>(
    `select column_name from duckdb_columns() where table_name = $table and schema_name = current_schema()
       and database_name = current_database() order by column_index`,
    { table },
  );
  return rows.map((row) => row.column_name);
}

/** 16 hex digits of SHA-256. */
export const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
