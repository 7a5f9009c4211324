import { copyFileSync } from 'node:fs';
import type { Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import type { Warehouse } from './warehouse.ts';

/** A change of durable tables. Forward only; each runs once, in a transaction, after a backup. */
export interface Migration {
  version: number;
  name: string;
  sql: string;
}

/** In order of version. Durable tables may only change by adding an entry here. */
export const migrations: Migration[] = [
  {
    version: 1,
    name: 'tables of the engine',
    sql: `
      create table table_shapes (name VARCHAR, shape VARCHAR);
      create table settings (name VARCHAR, value VARCHAR);
      create table ledger (
        seq BIGINT, run_id VARCHAR, step_id VARCHAR, asset VARCHAR, partition VARCHAR, attempt INTEGER, reason VARCHAR,
        status VARCHAR, input_version VARCHAR, data_version VARCHAR, code_version VARCHAR, as_of VARCHAR, rows BIGINT,
        checks VARCHAR, message VARCHAR, started_at TIMESTAMP, ended_at TIMESTAMP);
      create table runs (run_id VARCHAR, engine VARCHAR, as_of VARCHAR, command VARCHAR, started_at TIMESTAMP);
      create table plan_steps (run_id VARCHAR, seq INTEGER, step_id VARCHAR, asset VARCHAR, partition VARCHAR, needs VARCHAR[], reason VARCHAR);`,
  },
];

/**
 * Brings the warehouse to the program's version.
 * @throws UserError when the warehouse is newer than the program; nothing is touched then.
 */
export async function migrate(warehouse: Warehouse, site: Site, list: Migration[] = migrations): Promise<void> {
  await warehouse.run('create table if not exists schema_versions (version INTEGER, name VARCHAR)');
  const { version: current } = (await warehouse.row<{ version: number }>(
    'select coalesce(max(version), 0)::INTEGER as version from schema_versions',
  ))!;
  const newest = list.at(-1)!.version;
  if (current > newest)
    throw new UserError(`the warehouse is of version ${current}, this program knows only ${newest}`, {
      where: site.warehouse,
      fix: 'install the newer minqing that wrote it, or restore an older backup',
    });
  const due = list.filter((migration) => migration.version > current);
  if (due.length > 0 && current > 0 && warehouse.kind === 'duckdb') {
    await warehouse.run('checkpoint wh');
    copyFileSync(site.warehouse, `${site.warehouse}.v${current}.backup`);
  }
  for (const migration of due)
    await inTransaction(warehouse, async () => {
      await warehouse.run(migration.sql);
      await warehouse.run(`insert into schema_versions values (${migration.version}, '${migration.name}')`);
    });
}

/** Runs `work` in one transaction: all of it, or nothing. */
export async function inTransaction<Result>(warehouse: Warehouse, work: () => Promise<Result>): Promise<Result> {
  await warehouse.run('begin transaction');
  try {
    const result = await work();
    await warehouse.run('commit');
    return result;
  } catch (error) {
    await warehouse.run('rollback').catch(() => undefined);
    throw error;
  }
}
