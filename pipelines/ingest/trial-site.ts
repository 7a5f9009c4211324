import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from 'duckdb';
import type { Asset } from '../engine/asset.ts';
import { residentKey } from '../site/resident-key.ts';
import { loadSite, type Site } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import { inTransaction } from '../warehouse/migrations.ts';
import { withSettings } from '../warehouse/settings.ts';
import { Warehouse } from '../warehouse/warehouse.ts';
import { type FoundExports, findExports } from './exports.ts';
import { landFile, landingSettings } from './land.ts';
import { landingTables } from './tables.ts';

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
    for (const { name, columns } of landingTables) await site.warehouse.run(`create table ${name} (${columns})`);
    await site.warehouse.run('create table region_names (name VARCHAR, code VARCHAR, level VARCHAR, parent VARCHAR)');
    await site.warehouse.run('create table unit_names (name VARCHAR, code VARCHAR)');
    await site.warehouse.run('create table calendar_days (day DATE, kind VARCHAR, number INTEGER)');
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
      const { site, warehouse } = this;
      const landing = { site, warehouse, export: file, key: residentKey(site), scratch: join(this.dir, 'scratch') };
      try {
        await withSettings(warehouse, landingSettings, () =>
          inTransaction(warehouse, () => landFile({ ...landing, progress() {} })),
        );
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        this.failures.set(file.name, error.text);
      }
    }
    return found;
  }

  /** The rows of a table that the asset makes of what has landed, over all months touched. */
  async staged<Row>(asset: Asset, table = asset.key): Promise<Row[]> {
    const { warehouse, site } = this;
    for (const { name, columns } of asset.tables) await warehouse.run(`create or replace table ${name} (${columns})`);
    const months = await warehouse.rows<{ month: string }>(`select distinct "month" from landed_months order by 1`);
    for (const { month } of months)
      await asset.materialize({ site, warehouse, partition: month, asOf: '', scratch: '', progress() {} });
    return warehouse.rows<Row>(`select * from ${table}`);
  }

  close(): void {
    this.warehouse.connection.closeSync();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
