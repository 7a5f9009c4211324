import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadSite, type Site } from '../site/site.ts';
import { digestRows } from './digest.ts';
import { type Migration, migrate, migrations } from './migrations.ts';
import { withWarehouse } from './open.ts';
import type { Warehouse } from './warehouse.ts';

let dir: string;
let site: Site;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'minqing-warehouse-'));
  writeFileSync(join(dir, 'site.yaml'), 'id: toy\nname: 玩具市\ndemo: true\nwarehouse: w.duckdb\n');
  site = loadSite(dir);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const open = <Result>(
  work: (warehouse: Warehouse) => Promise<Result>,
  options: { readOnly?: boolean; waitSeconds?: number } = {},
) => withWarehouse(site, { purpose: 'test', scratch: join(dir, 'scratch'), ...options }, work);

test('rows come as plain values; parameters that the SQL does not name are left out', async () => {
  await open(async (warehouse) => {
    const [row] = await warehouse.rows(
      "select $a::INTEGER as a, 2::BIGINT as b, timestamp '2024-03-01 12:00:00' as t, null as n",
      { a: 1, unused: 5 },
    );
    expect(row).toEqual({ a: 1, b: 2, t: '2024-03-01 12:00:00', n: null });
    await expect(warehouse.rows('select 9007199254740993::BIGINT as big')).rejects.toThrow(/does not fit/);
  });
});

test('batches are the columns, in parts', async () => {
  await open(async (warehouse) => {
    const query =
      "select i, case when i % 3 = 0 then null else 'w' || i end as word from range($many::BIGINT) t(i) order by i";
    const whole = await warehouse.columns(query, { many: 5000 });
    const parts: Record<string, unknown[]>[] = [];
    for await (const part of warehouse.batches(query, { many: 5000, unused: 1 })) parts.push(part);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.flatMap(({ i }) => i)).toEqual(whole.i);
    expect(parts.flatMap(({ word }) => word)).toEqual(whole.word);
  });
});

test('a digest does not see the order of rows, but their number and values', async () => {
  await open(async (warehouse) => {
    await warehouse.run("create table a as select * from (values (1, 'x'), (2, 'y')) t(i, s)");
    await warehouse.run("create table b as select * from (values (2, 'y'), (1, 'x')) t(i, s)");
    const digest = async (name: string) => (await digestRows(warehouse, { name })).digest;
    const first = await digest('a');
    await warehouse.run('alter table a rename to c; alter table b rename to a');
    expect(await digest('a')).toBe(first);
    await warehouse.run("insert into a values (1, 'x')");
    const twice = await digest('a');
    expect(twice).not.toBe(first);
    await warehouse.run("insert into a values (1, 'x')");
    expect(await digest('a')).not.toBe(twice);
  });
});

test('migrations run once, in order, after a backup; a newer warehouse is refused untouched', async () => {
  await open((warehouse) => migrate(warehouse, site));
  const added: Migration[] = [
    ...migrations,
    { version: 900, name: 'a column', sql: 'alter table settings add column note VARCHAR' },
  ];
  await open((warehouse) => migrate(warehouse, site, added));
  expect(existsSync(join(dir, `w.duckdb.v${migrations.at(-1)!.version}.backup`))).toBe(true);
  await open(async (warehouse) => {
    await migrate(warehouse, site, added);
    expect(await warehouse.rows('select distinct note from settings')).toEqual([{ note: null }]);
    await expect(migrate(warehouse, site, migrations)).rejects.toMatchObject({
      fix: expect.stringContaining('install the newer'),
    });
  });
});

test('a failing migration leaves the warehouse as it was', async () => {
  await open((warehouse) => migrate(warehouse, site));
  const broken = [
    ...migrations,
    { version: 901, name: 'broken', sql: 'create table half (x INTEGER); select no_such_thing()' },
  ];
  await expect(open((warehouse) => migrate(warehouse, site, broken))).rejects.toThrow();
  await open(async (warehouse) => {
    expect(await warehouse.rows("select * from duckdb_tables() where table_name = 'half'")).toEqual([]);
    await migrate(warehouse, site);
  });
});

test('a reader of a held warehouse waits, then names the holder', async () => {
  await open(async () => undefined);
  const script = `
    import { DuckDBInstance } from 'duckdb';
    const connection = await (await DuckDBInstance.create(process.argv[1])).connect();
    console.log('held');
    setTimeout(() => {}, 60_000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script, site.warehouse], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    writeFileSync(
      `${site.warehouse}.holder`,
      JSON.stringify({ pid: holder.pid, since: '2024-03-01T00:00:00Z', doing: 'run r1' }),
    );
    await expect(open(async () => undefined, { readOnly: true, waitSeconds: 0.5 })).rejects.toMatchObject({
      message: `the warehouse is in use by process ${holder.pid} since 2024-03-01T00:00:00Z: run r1`,
      exitCode: 1,
    });
  } finally {
    holder.kill('SIGKILL');
  }
});

test('no warehouse, and a damaged one, are said in one message', async () => {
  await expect(open(async () => undefined, { readOnly: true })).rejects.toMatchObject({
    message: 'there is no warehouse yet',
  });
  writeFileSync(site.warehouse, 'this is no database');
  await expect(open(async () => undefined)).rejects.toMatchObject({ message: expect.stringContaining('damaged') });
});
