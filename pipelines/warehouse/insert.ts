import type { Warehouse } from './warehouse.ts';

/**
 * Inserts a small table given as rows (thousands at most; larger ones go through an appender).
 * `columns` is the table's DDL, so that types are stated once.
 */
export async function insertRows(
  warehouse: Warehouse,
  table: string,
  columns: string,
  rows: readonly (readonly (string | number | boolean | null | readonly string[])[])[],
): Promise<void> {
  if (rows.length === 0) return;
  const described = columns
    .split(/,\s*(?![^(]*\))/)
    .map((column) => column.trim().split(/\s+/) as [string, ...string[]]);
  const shape = JSON.stringify([Object.fromEntries(described.map(([name, ...type]) => [name, type.join(' ')]))]);
  const objects = rows.map((row) => Object.fromEntries(row.map((value, i) => [described[i]![0], value])));
  await warehouse.run(
    `insert into ${table} by name select unnest(from_json($rows, '${shape.replace(/"([A-Z ]+)\[\]"/g, '["$1"]')}'), max_depth := 2)`,
    { rows: JSON.stringify(objects) },
  );
}
