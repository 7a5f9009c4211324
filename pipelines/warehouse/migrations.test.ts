import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { landingTables } from '../ingest/tables.ts';
import { loadSite, type Site } from '../site/site.ts';
import { insertRows } from './insert.ts';
import { migrate, migrations } from './migrations.ts';
import { withWarehouse } from './open.ts';
import { createTable } from './tables.ts';
import type { Warehouse } from './warehouse.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'minqing-migrations-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const firstTables = ['table_shapes', 'settings', 'ledger', 'runs', 'plan_steps'];

describe.each(['w.duckdb', 'ducklake:w.ducklake'])('a warehouse of version 1 in %s', (address) => {
  let site: Site;
  const open = <Result>(work: (warehouse: Warehouse) => Promise<Result>) =>
    withWarehouse(site, { purpose: 'test', scratch: join(dir, 'scratch') }, work);
  const dump = (tables: string[]) =>
    open(async (warehouse) => {
      const rows: string[] = [];
      for (const table of tables)
        for (const { line } of await warehouse.rows<{ line: string }>(
          `select to_json(t)::VARCHAR as line from ${table} t order by line`,
        ))
          rows.push(`${table} ${line}`);
      return rows;
    });
  const version = () => open((warehouse) => warehouse.row('select max(version) as version from schema_versions'));

  beforeEach(async () => {
    writeFileSync(join(dir, 'site.yaml'), `id: toy\nname: 玩具市\ndemo: true\nwarehouse: ${address}\n`);
    site = loadSite(dir);
    await open(async (warehouse) => {
      await migrate(warehouse, site, migrations.slice(0, 1));
      await createTable(warehouse, { name: 'kept', columns: 'month VARCHAR, model BLOB', durable: true }, 'month');
      await warehouse.run(`insert into kept values ('2024-03', 'abc'::BLOB), ('2024-04', null)`);
      await insertRows(warehouse, 'settings', 'name VARCHAR, value VARCHAR', [['key_fingerprint', 'f']]);
      await insertRows(warehouse, 'runs', 'run_id VARCHAR, engine VARCHAR, as_of VARCHAR, command VARCHAR', [
        ['r1', 'embedded', '2024-04-01 00:00:00', '{}'],
      ]);
      await warehouse.run(
        `insert into ledger by name select i as seq, 'values/month:2024-03' as step_id, 'done' as status from range(1000) t(i)`,
      );
    });
  });

  test('keeps every row through all migrations, which run once', async () => {
    const tables = [...firstTables.filter((table) => table !== 'settings'), 'kept'];
    const before = await dump(tables);
    expect(before.length).toBeGreaterThan(1000);
    for (let time = 0; time < 2; time++) {
      await open((warehouse) => migrate(warehouse, site));
      expect(await dump(tables)).toEqual(before);
      expect(await dump(['settings'])).toContain('settings {"name":"key_fingerprint","value":"f"}');
      expect(await version()).toEqual({ version: migrations.at(-1)!.version });
    }
  });

  test('gets the columns that landed tables have by now, beside every row they had', async () => {
    const columns: Record<string, string> = {
      landed_orders: 'file VARCHAR, order_id VARCHAR',
      landed_calls: 'file VARCHAR, call_id VARCHAR',
      files: 'file VARCHAR, name VARCHAR',
    };
    await open(async (warehouse) => {
      for (const [name, ddl] of Object.entries(columns)) {
        await createTable(warehouse, { name, columns: ddl, durable: true }, 'file');
        await warehouse.run(`insert into ${name} values ('f', 'x')`);
      }
      await migrate(warehouse, site);
      for (const table of landingTables) await createTable(warehouse, table, 'file');
      for (const name of Object.keys(columns)) {
        const [row, ...more] = await warehouse.rows(`select * from ${name}`);
        expect(more).toEqual([]);
        expect(Object.values(row!).filter((value) => value !== null)).toEqual(['f', 'x']);
      }
      const found = await warehouse.columns('select * from landed_orders');
      const wanted = landingTables.find(({ name }) => name === 'landed_orders')!.columns;
      for (const name of Object.keys(found)) expect(wanted).toContain(name);
      expect(Object.keys(found)).toEqual(expect.arrayContaining(['satisfaction_final', 'assist_units', 'excluded_at']));
    });
  });

  test('is found again in its backup, put back in its place', async () => {
    const before = await dump([...firstTables, 'kept']);
    await open((warehouse) => migrate(warehouse, site));
    await open((warehouse) => warehouse.run(`delete from kept where month = '2024-03'`));
    const file = site.warehouse.replace(/^ducklake:/, '');
    copyFileSync(`${file}.v1.backup`, file);
    expect(await version()).toEqual({ version: 1 });
    expect(await dump([...firstTables, 'kept'])).toEqual(before);
    await open((warehouse) => migrate(warehouse, site));
    expect(await version()).toEqual({ version: migrations.at(-1)!.version });
  });

  test('is left alone when it cannot be backed up', async () => {
    const file = site.warehouse.replace(/^ducklake:/, '');
    mkdirSync(`${file}.v1.backup`); // a folder where the backup should go
    await expect(open((warehouse) => migrate(warehouse, site))).rejects.toMatchObject({
      message: 'the warehouse cannot be backed up before its tables are changed',
      exitCode: 1,
    });
    expect(await version()).toEqual({ version: 1 });
    expect(existsSync(`${file}.v1.backup.incoming`)).toBe(false);
  });
});
