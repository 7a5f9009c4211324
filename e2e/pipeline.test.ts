import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishedRows } from '../pipelines/report/published-rows.ts';
import { loadSite } from '../pipelines/site/site.ts';
import { withWarehouse } from '../pipelines/warehouse/open.ts';
import type { Warehouse } from '../pipelines/warehouse/warehouse.ts';
import { answer, command, must, started } from './command.ts';
import { checkSite } from './site/check.ts';

/** One small demo city, from exports to scores, looked at from all sides. The truth file is read here only. */
let folder: string;
let city: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'minqing-e2e-'));
  city = join(folder, 'city');
  await must('init', city, '--demo', '--orders', '4000', '--months', '4');
  cpSync(city, join(folder, 'untouched'), { recursive: true });
  await must('run', city);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const truth = (name: string): Record<string, string>[] =>
  parse(readFileSync(join(city, 'truth', `${name}.csv`)), { columns: true, bom: true });

const digestOf = async (site: string) => (await answer<{ digest: string }>('digest', site)).digest;

const reading = <Result>(work: (warehouse: Warehouse) => Promise<Result>): Promise<Result> =>
  withWarehouse(loadSite(city), { purpose: 'test', scratch: join(folder, 'scratch'), readOnly: true }, work);

describe('no row is lost', () => {
  test('the account of every file closes, and agrees with what was written', async () => {
    const files = await reading((warehouse) =>
      warehouse.rows<{ name: string; read: number; ignored: number; accepted: number; rejected: number }>(
        'select * from files',
      ),
    );
    const written = new Map(truth('files').map((row) => [row.file, row]));
    expect(files.length).toBe(written.size);
    for (const file of files) {
      const known = written.get(file.name)!;
      expect(file.read).toBe(file.ignored + file.accepted + file.rejected);
      const inFile = ['rows', 'titles', 'blank', 'totals'].reduce((sum, key) => sum + Number(known[key]), 0);
      expect({
        name: file.name,
        read: [inFile, inFile + Number(known.headers), Number(known.rows)].includes(file.read),
      }).toEqual({
        name: file.name,
        read: true,
      });
    }
  });

  test('every order that was not planted as dirty is there, but for those the feed had not delivered by the end', async () => {
    const lost = new Set(truth('lost').map((row) => row.order_id));
    const found = new Set(
      (await reading((warehouse) => warehouse.rows<{ order_id: string }>('select order_id from orders'))).map(
        (row) => row.order_id,
      ),
    );
    const missing = truth('orders').filter((row) => !lost.has(row.order_id) && !found.has(row.order_id!));
    expect(missing.filter((row) => row.received_at! < '2026-01-20')).toEqual([]);
    expect(missing.length).toBeLessThan(20);
    const known = new Set(truth('orders').map((row) => row.order_id));
    expect([...found].filter((id) => !known.has(id))).toEqual([]);
  });

  test('planted dirty rows are refused where they stand', async () => {
    const refused = await reading((warehouse) =>
      warehouse.rows<{ place: string }>(
        `select files.name || ':' || rejects.row as place from rejects join files using (file)`,
      ),
    );
    const places = new Set(refused.map((row) => row.place));
    const planted = truth('dirty').filter((row) => row.effect === 'rejected');
    const missed = planted.filter((row) => !places.has(`${row.file}:${row.row}`));
    expect(missed).toEqual([]);
    expect(places.size).toBe(planted.length);
  });
});

describe('same input, same tables', () => {
  test('a second run changes nothing and has nothing to do', async () => {
    const before = await digestOf(city);
    const again = await answer<{ steps: unknown[] }>('run', city);
    expect(again.steps).toEqual([]);
    expect(await digestOf(city)).toBe(before);
  });

  test('a run killed ten times at any moment ends in the same tables', async () => {
    const site = join(folder, 'killed');
    cpSync(join(folder, 'untouched'), site, { recursive: true });
    let killed = 0;
    for (let delay = 900; killed < 10; delay += 700) {
      const run = started(['run', site]);
      const timer = setTimeout(run.kill, delay);
      const { status } = await run.ended;
      clearTimeout(timer);
      killed++;
      if (status === 0) delay = 600; // it came to its end: kill the next one, which has nothing to do, earlier
    }
    await must('run', site);
    expect(await digestOf(site)).toBe(await digestOf(city));
    expect(readdirSync(join(site, '.minqing', 'scratch'))).toEqual([]);
  });

  test('a DuckLake holds the same tables as a DuckDB file', async () => {
    const site = join(folder, 'lake');
    cpSync(join(folder, 'untouched'), site, { recursive: true });
    const yaml = readFileSync(join(site, 'site.yaml'), 'utf8');
    writeFileSync(
      join(site, 'site.yaml'),
      yaml.replace(/^warehouse:.*$/m, 'warehouse: ducklake:.minqing/lake.ducklake'),
    );
    await must('run', site);
    const tables = async (dir: string) =>
      (await answer<{ tables: { table: string; digest: string }[] }>('digest', dir)).tables;
    expect(await tables(site)).toEqual(await tables(city));
  });
});

describe('nothing leaks', () => {
  test('no planted name, phone, id number or address stands in any table or file that was written', async () => {
    const planted = [...new Set(truth('personal').map((row) => row.value!.trim()))].filter(
      (value) => value.length >= 3,
    );
    expect(planted.length).toBeGreaterThan(1000);
    const dump = await reading(async (warehouse) => {
      const tables = await warehouse.rows<{ table_name: string }>(
        'select table_name from duckdb_tables() where schema_name = current_schema() and database_name = current_database()',
      );
      let text = '';
      for (const { table_name: table } of tables) {
        const columns = await warehouse.rows<{ column_name: string }>(
          `select column_name from duckdb_columns() where table_name = $table and database_name = current_database()
             and data_type not in ('BLOB', 'FLOAT[]', 'INTEGER[]', 'DOUBLE') order by column_index`,
          { table },
        );
        if (columns.length === 0) continue;
        const cells = columns.map((column) => `coalesce("${column.column_name}"::VARCHAR, '')`).join(` || '\t' || `);
        text += (await warehouse.rows<{ line: string }>(`select ${cells} as line from "${table}"`))
          .map((row) => row.line)
          .join('\n');
      }
      return text;
    });
    const texts = filesUnder(city)
      .filter((file) => !/[\\/](exports|truth)[\\/]/.test(file))
      .map((file) => readFileSync(file).toString('latin1'));
    const bytes = new Map(planted.map((value) => [Buffer.from(value).toString('latin1'), value]));
    const found = new Set(standing(planted, dump));
    for (const text of texts) for (const value of standing([...bytes.keys()], text)) found.add(bytes.get(value)!);
    expect(truth('personal').filter((row) => found.has(row.value!.trim()))).toEqual([]);
  });
});

/** Which of many values stand in a long text: one pass over the text, by their first three characters. */
function standing(values: string[], text: string): string[] {
  const byHead = new Map<string, string[]>();
  for (const value of values) byHead.set(value.slice(0, 3), [...(byHead.get(value.slice(0, 3)) ?? []), value]);
  const found = new Set<string>();
  for (let at = 0; at + 3 <= text.length; at++)
    for (const value of byHead.get(text.slice(at, at + 3)) ?? []) if (text.startsWith(value, at)) found.add(value);
  return [...found];
}

const filesUnder = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((file) => statSync(file).isFile());

describe('what was planted is found', () => {
  test('topics agree with the planted ones far better than chance', async () => {
    const planted = new Map(truth('orders').map((row) => [row.order_id!, row.topic!]));
    const found = await reading((warehouse) =>
      warehouse.rows<{ order_id: string; topic: string }>(
        `select order_id, topic from order_topics where topic <> 'other'`,
      ),
    );
    expect(found.length).toBeGreaterThan(planted.size * 0.7);
    expect(nmi(found.map((row) => [planted.get(row.order_id) ?? '', row.topic]))).toBeGreaterThan(0.5);
  });

  test('planted group complaints are found as 多人同诉', async () => {
    const planted: { members: string[] }[] = readFileSync(join(city, 'truth', 'events.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const members = await reading((warehouse) =>
      warehouse.rows<{ order_id: string; event: string }>(
        `select distinct order_id, event from event_members where event in (select event from events where type = '多人同诉')`,
      ),
    );
    const eventOf = new Map(members.map((row) => [row.order_id, row.event]));
    const big = planted.filter((event) => event.members.length >= 5);
    const found = big.filter((event) => {
      const hits = event.members.map((order) => eventOf.get(order)).filter((id) => id !== undefined);
      const best = Math.max(0, ...[...new Set(hits)].map((id) => hits.filter((hit) => hit === id).length));
      return best >= event.members.length / 2;
    });
    expect(big.length).toBeGreaterThan(0);
    expect(found.length / big.length).toBeGreaterThanOrEqual(0.95);
    // Most orders of what is shown as 多人同诉 are of one planted event.
    const plantedOf = new Map(planted.flatMap((event, i) => event.members.map((order) => [order, i])));
    const shown = new Map<string, [string, string][]>();
    for (const pair of eventOf) shown.set(pair[1], [...(shown.get(pair[1]) ?? []), pair]);
    const right = [...shown.values()].filter((orders) => {
      const hits = orders.map(([order]) => plantedOf.get(order)).filter((i) => i !== undefined);
      return [...new Set(hits)].some((i) => 2 * hits.filter((hit) => hit === i).length >= orders.length);
    });
    expect(right.length / shown.size).toBeGreaterThanOrEqual(0.9);
  });
});

/** Normalised mutual information of pairs of labels, by the arithmetic mean of the entropies. */
function nmi(pairs: [string, string][]): number {
  const count = (keys: string[]) =>
    keys.reduce((map, key) => map.set(key, (map.get(key) ?? 0) + 1), new Map<string, number>());
  const n = pairs.length;
  const entropy = (counts: Map<string, number>) =>
    -[...counts.values()].reduce((sum, c) => sum + (c / n) * Math.log(c / n), 0);
  const [a, b] = [entropy(count(pairs.map(([x]) => x))), entropy(count(pairs.map(([, y]) => y)))];
  return (2 * (a + b - entropy(count(pairs.map((pair) => pair.join('\0')))))) / (a + b);
}

describe('the numbers are shown', () => {
  test('scores come with intervals, n and states; explain re-adds; orders sum to numerator and denominator', async () => {
    const card = await answer<{ nodes: { node: string; score: number | null; score_low: number; n: number | null }[] }>(
      'scores',
      city,
    );
    const index = card.nodes.find((row) => row.node === 'index')!;
    expect(index.score).toBeGreaterThan(0);
    expect(index.score_low).toBeLessThan(index.score!);
    const { tree } = await answer<{ tree: { score: number; children: { contribution: number }[] } }>(
      'explain',
      'index',
      city,
    );
    expect(tree.children.reduce((sum, child) => sum + child.contribution, 0)).toBeCloseTo(tree.score, 6);
    const behind = await answer<{
      tree: { figure: { numerator: number; denominator: number } };
      counted: { numerator: number; denominator: number }[];
    }>('explain', 'R32', city, '--orders');
    const sum = (key: 'numerator' | 'denominator') => behind.counted.reduce((total, row) => total + row[key], 0);
    expect(sum('numerator')).toBe(behind.tree.figure.numerator);
    expect(sum('denominator')).toBe(behind.tree.figure.denominator);
  });

  test('a change is taken apart into its indicators, as on the pages, with what is certain of it', async () => {
    const drivers = publishedRows(join(city, '.build', 'data'), 'drivers');
    const { kind, slug, whole } = drivers[0]!;
    const own = drivers.filter((row) => row.kind === kind && row.slug === slug && row.whole === whole);
    const since = await answer<{
      period: string;
      change: number;
      low: number;
      high: number;
      verdict: string;
      drivers: { node: string; contribution: number }[];
    }>('explain', String(whole), city, '--subject', `${kind}:${slug}`, '--since', 'previous');
    expect(since.drivers.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(since.change, 9);
    expect(since.drivers).toHaveLength(own.length);
    for (const { indicator, difference } of own)
      expect(since.drivers.find(({ node }) => node === indicator)!.contribution).toBeCloseTo(difference as number, 9);
    expect(since.low <= since.change && since.change <= since.high).toBe(true);
    expect(['提升', '回落', '基本持平']).toContain(since.verdict);
    const told = await must('explain', 'R', city, '--since');
    expect(told.stdout).toContain('合计');
    const later = await command('explain', 'R', city, '--since', since.period);
    expect([later.status, later.stderr]).toEqual([2, expect.stringContaining('does not lie before')]);
  });

  test('export writes every published table as CSV, those of 公开版 unless asked', async () => {
    const out = join(folder, 'open');
    const written = await answer<{ rows: number; file: string }[]>('export', city, '--out', out, '--format', 'csv');
    for (const { file, rows } of written)
      expect(parse(readFileSync(file), { bom: true, columns: true })).toHaveLength(rows);
  });
});

describe('the site of the city', () => {
  test('every kind of page works in a browser, offline, with the published figures', async () => {
    await must('report', city);
    const checked = await checkSite(join(city, 'site'), join(city, '.build', 'data'), ['desktop']);
    expect(checked.problems).toEqual([]);
    expect(checked.pages).toBeGreaterThan(9);
  });
});

describe('wrong use is told in one message, with code 2', () => {
  test.each([
    [['run', '/no/such/folder'], /no such folder/],
    [['scores', 'CITY', '--subject', '无此区'], /no subject “无此区”/],
    [['scores', 'CITY', '--period', '1999-01'], /no closed period month:1999-01/],
    [['explain', 'R99', 'CITY'], /R99 is not shown/],
    [['run', 'CITY', '--only', 'nothing'], /there is no asset nothing/],
    [['run', 'CITY', '--as-of', 'yesterday'], /is no moment/],
    [['init', 'CITY', '--demo'], /the folder is not empty/],
    [['frobnicate'], /unknown command/],
  ])('%j', async (args, message) => {
    const ended = await command(...args.map((arg) => (arg === 'CITY' ? city : arg)));
    expect(ended.status).toBe(2);
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
  });
});
