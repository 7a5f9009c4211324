import { createHash } from 'node:crypto';
import type { TableDefinition } from '../engine/asset.ts';
import { UserError } from '../user-error.ts';
import type { Warehouse } from './warehouse.ts';

/** What a table is cut by; `undefined` for tables with one partition. */
export type PartitionColumn = 'file' | 'month' | 'period' | undefined;

/**
 * Creates those tables that are missing; a derived table of another shape is dropped first (its ledger rows no longer
 * match, since the shape is part of the code version), a durable one is refused: only a migration may change it. The only place that knows about physical partitioning:
 * DuckLake keeps one set of files per partition, a DuckDB file has no such thing and refuses the statement.
 */
export async function createTables(
  warehouse: Warehouse,
  tables: readonly TableDefinition[],
  partition: PartitionColumn,
): Promise<void> {
  const rows = await warehouse.rows<{ name: string; shape: string }>('select name, shape from table_shapes');
  const known = new Map(rows.map(({ name, shape }) => [name, shape]));
  for (const table of tables) {
    const shape = tableShape(table);
    if (known.get(table.name) !== shape)
      await createAnew(warehouse, table, { partition, shape, isKnown: known.has(table.name) });
  }
}

/** As `createTables`, for one. */
export const createTable = (warehouse: Warehouse, table: TableDefinition, partition: PartitionColumn): Promise<void> =>
  createTables(warehouse, [table], partition);

async function createAnew(
  warehouse: Warehouse,
  table: TableDefinition,
  { partition, shape, isKnown }: { partition: PartitionColumn; shape: string; isKnown: boolean },
): Promise<void> {
  if (isKnown && table.durable)
    throw new UserError(`the durable table ${table.name} has another shape than this program expects`, {
      where: table.name,
      fix: 'add a migration to pipelines/warehouse/migrations.ts that changes it and its row in table_shapes',
      exitCode: 1,
    });
  if (isKnown) await warehouse.run(`drop table if exists ${table.name}`);
  await warehouse.run(`create table if not exists ${table.name} (${table.columns})`);
  if (partition && warehouse.kind === 'ducklake')
    await warehouse.run(`alter table ${table.name} set partitioned by (${partition})`);
  await warehouse.run('delete from table_shapes where name = $name', { name: table.name });
  await warehouse.run('insert into table_shapes values ($name, $shape)', { name: table.name, shape });
}

/** A short hash of the table's definition. */
export const tableShape = (table: TableDefinition): string =>
  createHash('sha256')
    .update(`${table.name}(${table.columns.replace(/\s+/g, ' ').trim()})`)
    .digest('hex')
    .slice(0, 16);
