import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from 'duckdb';
import { expect, test } from 'vitest';
import { loadSite } from '../site/site.ts';
import { Warehouse } from '../warehouse/warehouse.ts';
import { defaultAsOf } from './extent.ts';

/** The default `as_of` of a site that scores these periods, its newest export of orders taken at this moment. */
async function asOf(periods: string, exported: string | undefined): Promise<string | undefined> {
  const dir = mkdtempSync(join(tmpdir(), 'minqing-extent-'));
  writeFileSync(
    join(dir, 'site.yaml'),
    `id: toy\nname: 玩具市\nperiods: [${periods}]\nassessment: { month_starts_on: 19, day_starts_at: 12 }\n`,
  );
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const warehouse = new Warehouse(connection, 'duckdb');
    await warehouse.run('create table files (kind varchar, exported_at timestamp)');
    if (exported)
      await warehouse.run(`insert into files values ('orders', '${exported}'), ('exclusions', '2030-01-01')`);
    return await defaultAsOf(warehouse, loadSite(dir));
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(dir, { recursive: true, force: true });
  }
}

test('a run stands at the end of the last period that had ended by the newest export, of whichever kind', async () => {
  const taken = '2026-01-20 13:05:00';
  expect(await asOf('month', taken)).toBe('2026-01-01 00:00:00');
  expect(await asOf('month, day', taken)).toBe('2026-01-20 00:00:00');
  expect(await asOf('day, month', taken)).toBe('2026-01-20 00:00:00');
  expect(await asOf('assess, assess_day, day', taken)).toBe('2026-01-20 12:00:00');
  expect(await asOf('month', undefined)).toBeUndefined();
});
