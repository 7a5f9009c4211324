import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeCity } from '../../fixtures/city/generate.ts';
import { exclusions } from '../assets/exclusions.ts';
import { orders } from '../assets/orders.ts';
import { TrialSite } from './trial-site.ts';

let trial: TrialSite;
beforeAll(async () => {
  trial = await TrialSite.open({});
  await writeCity(trial.dir, { orders: 2000, months: 4, seed: 7, text: 'short', layout: 'mixed' });
  await trial.land();
});
afterAll(() => trial.close());

const truth = (name: string): Record<string, string>[] =>
  parse(readFileSync(join(trial.dir, 'truth', `${name}.csv`)), { columns: true, bom: true });

test('every file is accounted for as it was written', async () => {
  expect([...trial.failures]).toEqual([]);
  const files = await trial.warehouse.rows<{ name: string; read: number; ignored: number }>(
    'select name, "read", ignored from files order by name',
  );
  const written = truth('files').map(({ file, rows, titles, headers, blank, totals }) => ({
    name: file,
    read: Number(rows),
    ignored: [titles, headers, blank, totals].reduce((sum, n) => sum + Number(n), 0),
  }));
  expect(files).toEqual(written.sort((a, b) => (a.name! < b.name! ? -1 : 1)));
});

test('exactly the spoilt rows are rejected', async () => {
  const rejected = await trial.warehouse.rows<{ name: string; row: number }>(
    'select distinct f.name, r."row" from rejects r join files f on f.file = r.file',
  );
  const spoilt = truth('dirty').filter(({ effect }) => effect === 'rejected');
  expect(spoilt.length).toBeGreaterThan(5);
  expect(new Set(rejected.map(({ name, row }) => `${name}:${row}`))).toEqual(
    new Set(spoilt.map(({ file, row }) => `${file}:${row}`)),
  );
});

test('second call-backs stand beside the first ones, appeals with their newest decision', async () => {
  const found = await trial.staged<{
    order_id: string;
    satisfaction: string | null;
    satisfaction_final: string | null;
    callback_count: number;
  }>(orders);
  const known = new Map(found.map((order) => [order.order_id, order]));
  const landed = (id: string | undefined) => known.has(id!);
  const words = ['不满意', '不满意', '基本满意', '满意', '满意'];
  const second = truth('callbacks').filter(({ order_id }) => landed(order_id));
  expect(second.length).toBeGreaterThan(30);
  const stored = await trial.warehouse.rows<{ order_id: string; satisfaction: string | null }>(
    `select order_id, satisfaction from callbacks where source = 'callbacks' order by order_id`,
  );
  expect(stored).toEqual(
    second
      .map(({ order_id, score }) => ({ order_id, satisfaction: score ? words[Number(score) - 1] : null }))
      .sort((a, b) => (a.order_id! < b.order_id! ? -1 : 1)),
  );
  for (const { order_id, score } of second) {
    const order = known.get(order_id!)!;
    expect(order.callback_count).toBe(2);
    expect(order.satisfaction_final).toBe(score ? words[Number(score) - 1] : order.satisfaction);
  }
  expect(found.filter((order) => order.callback_count === 1).length).toBeGreaterThan(200);

  const newest = new Map(
    truth('exclusions')
      .filter(({ order_id }) => landed(order_id))
      .map((entry) => [entry.appeal!, entry.decision]),
  );
  const entries = await trial.staged<{ order_id: string; decision: string }>(exclusions);
  expect(newest.size).toBeGreaterThan(20);
  expect(new Map(entries.map(({ order_id, decision }) => [`SS${order_id}`, decision]))).toEqual(newest);
});

test('no planted value of personal data is in any table', async () => {
  const stored: string[] = [];
  for (const { name } of await trial.warehouse.rows<{ name: string }>('select table_name as name from duckdb_tables()'))
    stored.push(JSON.stringify(await trial.warehouse.rows(`select * from ${name}`)));
  const everything = stored.join('\n');
  const planted = truth('personal');
  expect(planted.length).toBeGreaterThan(2000);
  const leaked = planted.filter(({ value }) => everything.includes(value!));
  const share = (kind: string) =>
    leaked.filter((each) => each.kind === kind).length / planted.filter((each) => each.kind === kind).length;
  for (const kind of new Set(planted.map((each) => each.kind!))) expect([kind, share(kind)]).toEqual([kind, 0]);
});
