import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from 'duckdb';
import { readSql } from '../engine/sql.ts';
import { residentKey } from '../site/resident-key.ts';
import { loadSite, type Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import { Warehouse } from '../warehouse/warehouse.ts';
import { type FoundExports, findExports } from './exports.ts';
import { landFile } from './land.ts';
import { filesTable, landedMonthsTable, landedTable, rejectsTable } from './tables.ts';

const tables = [filesTable, landedTable('orders'), landedTable('calls'), rejectsTable, landedMonthsTable];

/** A site folder in a temporary place with a warehouse in memory, for tests of what landing does. */
export class TrialSite {
  readonly dir: string;
  readonly warehouse: Warehouse;
  /** Text of the UserError of each file that failed as a whole, by name. */
  readonly failures = new Map<string, string>();

  private constructor(dir: string, warehouse: Warehouse) {
    this.dir = dir;
    this.warehouse = warehouse;
  }

  /** Files are given by their path in the site folder; `site.yaml` is written unless given. */
  static async open(files: Record<string, string | Buffer>): Promise<TrialSite> {
    const dir = mkdtempSync(join(tmpdir(), 'minqing-trial-'));
    const instance = await DuckDBInstance.create(':memory:', { temp_directory: join(dir, 'scratch') });
    const connection = await instance.connect();
    await connection.run("load icu; set TimeZone = 'UTC'");
    const site = new TrialSite(dir, new Warehouse(connection, 'duckdb'));
    mkdirSync(join(dir, 'exports'));
    mkdirSync(join(dir, 'scratch'));
    site.write({ 'site.yaml': 'id: trial\nname: 试验市\ndemo: true\n', ...files });
    for (const { name, columns } of tables) await site.warehouse.run(`create table ${name} (${columns})`);
    await site.warehouse.run('create table region_names (name VARCHAR, code VARCHAR, level VARCHAR, parent VARCHAR)');
    await site.warehouse.run('create table unit_names (name VARCHAR, code VARCHAR)');
    return site;
  }

  write(files: Record<string, string | Buffer>): void {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.dir, name)), { recursive: true });
      writeFileSync(join(this.dir, name), content);
      // As if copied a minute ago: what is younger is looked at twice, a second apart.
      const copied = new Date(Date.now() - 60_000);
      utimesSync(join(this.dir, name), copied, copied);
    }
  }

  /** Removes a file or folder of the site folder. */
  remove(name: string): void {
    rmSync(join(this.dir, name), { recursive: true });
  }

  get site(): Site {
    return loadSite(this.dir);
  }

  /** Lands what is in the exports folder, each file in its own transaction, in the order of `first` and then by name. */
  async land(first: string[] = []): Promise<FoundExports> {
    const found = await findExports(this.site);
    const place = (name: string) => (first.includes(name) ? first.indexOf(name) : first.length);
    for (const file of [...found.exports].sort((a, b) => place(a.name) - place(b.name))) {
      await this.warehouse.run('begin');
      try {
        const scratch = join(this.dir, 'scratch');
        await landFile({
          site: this.site,
          warehouse: this.warehouse,
          export: file,
          key: residentKey(this.site),
          scratch,
          progress() {},
        });
        await this.warehouse.run('commit');
      } catch (error) {
        await this.warehouse.run('rollback');
        if (!(error instanceof UserError)) throw error;
        this.failures.set(file.name, error.text);
      }
    }
    return found;
  }

  /** The rows of `sql/staging/<table>.sql` over all months touched. */
  async staged<Row>(table: 'orders' | 'calls'): Promise<Row[]> {
    const months = await this.warehouse.rows<{ month: string }>(
      'select distinct "month" from landed_months where kind = $kind order by 1',
      { kind: table },
    );
    const rows: Row[] = [];
    for (const { month } of months)
      rows.push(...(await this.warehouse.rows<Row>(readSql(`staging/${table}`), { month })));
    return rows;
  }

  close(): void {
    this.warehouse.connection.closeSync();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
