import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { examinedEditions } from '../pipelines/editions/editions.ts';
import { loadSite } from '../pipelines/site/site.ts';
import { withWarehouse } from '../pipelines/warehouse/open.ts';
import type { Warehouse } from '../pipelines/warehouse/warehouse.ts';
import { answer, command, must, started } from './command.ts';

/** A small city with people that are to be protected: the demo's exports, a key of its own, an edition. */
let folder: string;
let city: string;
let key: string;
const period = 'month:2025-12';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'minqing-rekey-'));
  city = join(folder, 'city');
  key = join(folder, 'keys', 'city.key');
  await must('init', city, '--demo', '--orders', '300', '--months', '2');
  edit('site.yaml', (text) => text.replace(/^demo:.*$/m, `resident_key_file: ${key}`));
  await must('doctor', city, '--make-key');
  await must('run', city);
  await must('publish', city, '--period', period);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const edit = (name: string, change: (text: string) => string): void =>
  writeFileSync(join(city, name), change(readFileSync(join(city, name), 'utf8')));

const reading = <Result>(work: (warehouse: Warehouse) => Promise<Result>): Promise<Result> =>
  withWarehouse(loadSite(city), { purpose: 'test', scratch: join(folder, 'scratch'), readOnly: true }, work);

const digest = async () => (await answer<{ digest: string }>('digest', city)).digest;

/** Every hash of a person that is stored anywhere. */
const residents = (): Promise<string[]> =>
  reading(async (warehouse) => {
    const rows = await warehouse.rows<{ resident: string }>(
      `select distinct resident from (select resident from orders union all select resident from landed_orders
       union all select caller from calls union all select caller from landed_calls) where resident is not null order by 1`,
    );
    return rows.map(({ resident }) => resident);
  });

const figures = (): Promise<unknown> =>
  reading((warehouse) =>
    warehouse.rows(
      'select period, subject_kind, subject, indicator, numerator, denominator from "values" order by all',
    ),
  );

/** What lies beside the warehouse and the key. */
const beside = (): string[] =>
  [...readdirSync(join(folder, 'keys')), ...readdirSync(join(city, '.minqing'))].filter(
    (name) => name !== 'scratch' && !name.endsWith('.holder'),
  );

test('another key is refused, and so is a change of keys when a source is gone', async () => {
  const before = await digest();
  renameSync(key, `${key}.kept`);
  writeFileSync(key, `${'ab'.repeat(32)}\n`);
  const refused = await command('run', city);
  expect(refused.status).toBe(2);
  expect(refused.stderr).toMatch(/hashed with another key.*\n +fix: .*minqing rekey/);
  renameSync(`${key}.kept`, key);

  const source = readdirSync(join(city, 'exports'))[0]!;
  renameSync(join(city, 'exports', source), join(folder, source));
  const gone = await command('rekey', city);
  expect(gone.status).toBe(1);
  expect(gone.stderr).toContain(source);
  expect(gone.stderr).toContain('nothing was changed');
  renameSync(join(folder, source), join(city, 'exports', source));
  expect(await digest()).toBe(before);
  expect(beside()).toEqual(['city.key', 'warehouse.duckdb']);
});

test('killed in the middle, the old warehouse and its key are whole', async () => {
  const before = [await digest(), readFileSync(key, 'utf8')];
  const copy = join(city, '.minqing', 'warehouse.duckdb.rekey');
  const running = started(['rekey', city]);
  while (!existsSync(copy)) await pause(20);
  // It goes on to write into the copy: landed rows at first.
  const size = statSync(copy).size;
  while (existsSync(copy) && statSync(copy).size <= size && !existsSync(`${copy}.wal`)) await pause(20);
  await pause(1500);
  running.kill();
  expect((await running.ended).status).toBe(null);
  expect(existsSync(copy)).toBe(true);
  expect([await digest(), readFileSync(key, 'utf8')]).toEqual(before);
  expect((await must('run', city)).stdout).toContain('everything is up to date');
});

test('every resident has another hash, figures and editions stay', async () => {
  const before = { residents: await residents(), figures: await figures(), key: readFileSync(key, 'utf8') };
  const editions = () => reading((warehouse) => examinedEditions(warehouse, loadSite(city)));
  const [edition] = await editions();
  const done = await answer<{ files: number; before: string; after: string }>('rekey', city);
  expect(done.files).toBeGreaterThan(3);
  expect(done.after).not.toBe(done.before);

  const after = await residents();
  expect(after).toHaveLength(before.residents.length);
  expect(after.filter((resident) => before.residents.includes(resident))).toEqual([]);
  expect(await figures()).toEqual(before.figures);
  expect(await editions()).toMatchObject([{ digest: edition!.digest, intact: true }]);
  expect(readFileSync(key, 'utf8')).not.toBe(before.key);
  expect(statSync(key).mode & 0o777).toBe(0o600);
  expect(beside()).toEqual(['city.key', 'warehouse.duckdb']);
  expect((await must('run', city)).stdout).toMatch(/1 made, 0 unchanged/); // what is published
  expect((await must('run', city)).stdout).toContain('everything is up to date');

  // As if killed after the warehouse had taken its place, and before the key had.
  renameSync(key, `${key}.new`);
  for (const name of [key, `${key}.old`]) writeFileSync(name, before.key, { mode: 0o600 });
  expect((await must('run', city)).stdout).toContain('everything is up to date');
  expect(readFileSync(key, 'utf8')).not.toBe(before.key);
  expect(beside()).toEqual(['city.key', 'warehouse.duckdb']);
});

test('an export that is mostly refused stops what reads it, and nothing else, until it is let pass', async () => {
  const name = '工单_20260202.csv';
  const lines = Array.from({ length: 40 }, (_, i) => `X${i},${i < 8 ? '2026-01-30 08:00:00' : '某日'}`);
  writeFileSync(join(city, 'exports', name), ['工单编号,受理时间', ...lines].join('\n'));
  const copied = new Date(Date.now() - 60_000);
  utimesSync(join(city, 'exports', name), copied, copied);

  const stopped = await command('run', city);
  expect(stopped.status).toBe(1);
  expect(stopped.stderr).toMatch(/check refused-share failed: 1 found; .*rows were refused \(\d+%; the limit is 10%\)/);
  expect(stopped.stderr).toMatch(/fix: `minqing rejects` shows why.*accept: \[\{ file: NAME/);
  const { causes } = await answer<{ causes: { rows: number }[] }>('rejects', city, '--file', name);
  expect(causes[0]!.rows).toBe(32);
  const states = await reading((warehouse) =>
    warehouse.rows<{ step_id: string; status: string }>(
      `select step_id, arg_max(status, seq) as status from ledger group by step_id having arg_max(status, seq) = 'failed' order by 1`,
    ),
  );
  expect(states.map(({ step_id }) => step_id)).toEqual(['orders/2026-01']);

  edit('site.yaml', (text) => `${text}guards: { accept: [{ file: ${JSON.stringify(name)}, reason: 演练 }] }\n`);
  expect((await command('run', city)).status).toBe(0);
});
