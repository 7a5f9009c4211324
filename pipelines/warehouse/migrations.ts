import { copyFileSync, renameSync, rmSync, statSync } from 'node:fs';
import type { Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import type { Warehouse } from './warehouse.ts';

/** A change of durable tables. Forward only; each runs once, in a transaction, after a backup. */
export interface Migration {
  version: number;
  name: string;
  sql: string;
}

const added = (table: string, columns: string[]): string =>
  columns.map((column) => `alter table if exists ${table} add column if not exists ${column};`).join('\n');

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
  {
    version: 2,
    name: 'editions',
    // The settings row is counted up by every edition, so that two published at once meet in it: rows that are only
    // added never conflict on DuckLake.
    sql: `
      create table editions (
        period VARCHAR, edition INTEGER, kind VARCHAR, label VARCHAR, start_at TIMESTAMP, end_at TIMESTAMP, as_of TIMESTAMP,
        framework VARCHAR, specification VARCHAR, limits VARCHAR, exclusions VARCHAR, reason VARCHAR, provisional BIGINT,
        data_version VARCHAR, digest VARCHAR, published_at TIMESTAMP);
      create table edition_inputs (
        period VARCHAR, edition INTEGER, asset VARCHAR, partition VARCHAR, data_version VARCHAR, code_version VARCHAR);
      create table edition_values (
        period VARCHAR, edition INTEGER, subject_kind VARCHAR, subject VARCHAR, indicator VARCHAR, state VARCHAR,
        value DOUBLE, low DOUBLE, high DOUBLE, n BIGINT, numerator DOUBLE, denominator DOUBLE, provisional BOOLEAN);
      create table edition_scores (
        period VARCHAR, edition INTEGER, subject_kind VARCHAR, subject VARCHAR, node VARCHAR, score DOUBLE, low DOUBLE,
        high DOUBLE, coverage DOUBLE, state VARCHAR, provisional BOOLEAN, indicators VARCHAR);
      create table edition_changes (
        period VARCHAR, edition INTEGER, subject_kind VARCHAR, subject VARCHAR, node VARCHAR, against VARCHAR,
        difference DOUBLE, low DOUBLE, high DOUBLE, value_difference DOUBLE, value_low DOUBLE, value_high DOUBLE,
        verdict VARCHAR, provisional BOOLEAN);
      create table edition_situation (
        period VARCHAR, edition INTEGER, subject_kind VARCHAR, subject VARCHAR, measure VARCHAR, value DOUBLE);
      create table edition_topic_situation (
        period VARCHAR, edition INTEGER, subject_kind VARCHAR, subject VARCHAR, topic VARCHAR, label VARCHAR,
        orders BIGINT, residents BIGINT, orders_previous BIGINT, orders_year BIGINT);
      create table edition_goalposts (
        period VARCHAR, edition INTEGER, framework VARCHAR, indicator VARCHAR, level VARCHAR, low DOUBLE, high DOUBLE,
        basis VARCHAR, frozen_at TIMESTAMP, supported VARCHAR);
      create table edition_subjects (
        period VARCHAR, edition INTEGER, kind VARCHAR, code VARCHAR, name VARCHAR, parent VARCHAR, position INTEGER);
      insert into settings values ('editions', '0');`,
  },
  {
    version: 3,
    name: 'call-backs, units and exclusions of orders',
    // A new warehouse has none of these tables yet: they are created in their new shape. Landed rows stay as they are
    // until their export is landed again.
    sql: `
      ${added('landed_orders', [
        'callback_final_at TIMESTAMP',
        'callback_by VARCHAR',
        'callback_count INTEGER',
        'solved_resident_final VARCHAR',
        'satisfaction_final VARCHAR',
        'dissatisfaction VARCHAR',
        'role VARCHAR',
        'assist_units VARCHAR[]',
        'appeals INTEGER',
        'excluded BOOLEAN',
        'exclusion_reason VARCHAR',
        'excluded_at TIMESTAMP',
      ])}
      ${added('landed_calls', ['menu_seconds INTEGER'])}
      ${added('files', ['declared VARCHAR'])}
      update table_shapes set shape = '145ab0b278f32175' where name = 'landed_orders';
      update table_shapes set shape = '5f52e5fcef4f7ec4' where name = 'landed_calls';
      update table_shapes set shape = '26973e654801095c' where name = 'files';`,
  },
  {
    version: 4,
    name: 'extensions and suspensions of orders',
    sql: `
      ${added('landed_orders', ['extended_to TIMESTAMP', 'suspended_from TIMESTAMP', 'suspended_to TIMESTAMP'])}
      update table_shapes set shape = 'cf32a88934c7a26f' where name = 'landed_orders';`,
  },
  {
    version: 5,
    name: 'ranks, bands and figures without excluded orders in editions',
    sql: `
      create table edition_ranks (
        period VARCHAR, edition INTEGER, subject_kind VARCHAR, subject VARCHAR, node VARCHAR, state VARCHAR,
        "rank" INTEGER, ranked INTEGER, low INTEGER, high INTEGER, data_low INTEGER, data_high INTEGER,
        method_low INTEGER, method_high INTEGER);
      create table edition_bands (
        period VARCHAR, edition INTEGER, subject_kind VARCHAR, subject VARCHAR, node VARCHAR, band VARCHAR,
        position INTEGER, own BOOLEAN, probability DOUBLE);
      create table edition_kept_values (
        period VARCHAR, edition INTEGER, subject_kind VARCHAR, subject VARCHAR, indicator VARCHAR, state VARCHAR,
        value DOUBLE, low DOUBLE, high DOUBLE, n BIGINT, numerator DOUBLE, denominator DOUBLE, provisional BOOLEAN);
      create table edition_kept_scores (
        period VARCHAR, edition INTEGER, subject_kind VARCHAR, subject VARCHAR, node VARCHAR, score DOUBLE,
        coverage DOUBLE, state VARCHAR, indicators VARCHAR);`,
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
  if (due.length > 0 && current > 0) await backUp(warehouse, site, current);
  for (const migration of due)
    await inTransaction(warehouse, async () => {
      await warehouse.run(migration.sql);
      await warehouse.run(`insert into schema_versions values (${migration.version}, '${migration.name}')`);
    });
}

/**
 * Copies the warehouse's file beside it. Of a DuckLake that is the catalogue: data files are never rewritten, so that
 * the old catalogue still finds its own.
 * @throws UserError when there is no room; nothing has been touched then.
 */
async function backUp(warehouse: Warehouse, site: Site, version: number): Promise<void> {
  const lake = warehouse.kind === 'ducklake';
  const file = lake ? site.warehouse.slice('ducklake:'.length) : site.warehouse;
  const backup = `${file}.v${version}.backup`;
  await warehouse.run(`checkpoint ${lake ? '__ducklake_metadata_wh' : 'wh'}`);
  try {
    copyFileSync(file, `${backup}.incoming`);
    renameSync(`${backup}.incoming`, backup);
  } catch {
    rmSync(`${backup}.incoming`, { force: true });
    throw new UserError('the warehouse cannot be backed up before its tables are changed', {
      where: backup,
      fix: `make room for ${Math.ceil(statSync(file).size / 2 ** 20)} MB in a folder that can be written to, and run again`,
      exitCode: 1,
    });
  }
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
