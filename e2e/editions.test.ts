import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { revisions } from '../pipelines/commands/revisions.ts';
import { editionDigest } from '../pipelines/editions/digest.ts';
import { editions } from '../pipelines/editions/editions.ts';
import type { RevisionNote } from '../pipelines/editions/revision-note.ts';
import { editionTables, frozenTables } from '../pipelines/editions/tables.ts';
import { loadSite } from '../pipelines/site/site.ts';
import { digestRows } from '../pipelines/warehouse/digest.ts';
import { must } from './command.ts';
import { command, dump, listed, open, period, printed, publishing, shown } from './edition-city.ts';

/** A small city without its last month's exports, run once: `city` goes on, the others stay as it was then. */
let folder: string;
let city: string;
let fresh: string;
let lake: string;
let old: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'minqing-editions-'));
  [city, fresh, lake, old] = ['city', 'fresh', 'lake', 'old'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  await must('init', city, '--demo', '--orders', '500', '--months', '3');
  mkdirSync(join(folder, 'late'));
  for (const name of lateFiles(city)) renameSync(join(city, 'exports', name), join(folder, 'late', name));
  await must('run', city);
  for (const copy of [fresh, lake, old]) cpSync(city, copy, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lateFiles = (dir: string): string[] =>
  readdirSync(join(dir, 'exports')).filter((name) => /_20260201\./.test(name));

const edit = (file: string, pattern: RegExp, text: string): void =>
  writeFileSync(file, readFileSync(file, 'utf8').replace(pattern, text));

test('what cannot be frozen is refused with the fix, and leaves nothing', async () => {
  const refused = async (asked: string, message: RegExp, fix: RegExp) => {
    const error = await publishing(fresh, { period: asked }).catch((caught) => caught);
    expect(error).toMatchObject({ name: 'UserError', exitCode: 2 });
    expect(error.message).toMatch(message);
    expect(error.fix).toMatch(fix);
  };
  await refused('month:2026-01', /has not closed: it ends 2026-02-01 00:00:00, .* as of 2026-01-01/, /wait/);
  await refused('month:2019-01', /no period month:2019-01/, /from month:2025-11 to month:2025-12/);
  await refused('month:2025-13', /no period month:2025-13/, /from month:2025-11/);
  await refused('week:2025-W50', /no period week:2025-W50/, /site scores month/);

  writeFileSync(join(fresh, 'framework.yaml'), changedFramework);
  await refused(period, /not up to date: .*values\/month:2025-1\d is stale/, /minqing run/);
  rmSync(join(fresh, 'framework.yaml'));

  await expect(publishing(fresh, { period, reason: ' ' })).rejects.toMatchObject({ message: 'the reason is empty' });
  await expect(command(fresh, {})).rejects.toMatchObject({ message: 'the period is missing', exitCode: 2 });
  await expect(command(fresh, { list: true, reason: 'x' })).rejects.toMatchObject({ exitCode: 2 });
  expect(await dump(fresh)).toEqual([]);

  const empty = join(folder, 'empty');
  mkdirSync(empty);
  writeFileSync(join(empty, 'site.yaml'), 'id: empty\nname: 空市\ndemo: true\n');
  await expect(publishing(empty, { period })).rejects.toMatchObject({ message: 'there is no warehouse yet' });
  expect(existsSync(loadSite(empty).warehouse)).toBe(false);
});

const changedFramework = `id: own
name: 自定框架
version: "1"
provenance: 试验
extends: minqing-2026
weights: { R: 2 }
`;

test('an edition holds every figure of the period, and what was in force', async () => {
  const outcome = await publishing(city, { period });
  expect(outcome).toMatchObject({
    status: 'published',
    edition: { period, edition: 1, label: '2025年12月', reason: null },
  });
  await open(city, async (warehouse) => {
    const count = async (sql: string) =>
      (await warehouse.row<{ n: number }>(`select count(*) as n from ${sql}`, { period }))!.n;
    for (const { name } of frozenTables.filter(({ key }) => key[0] === 'subject_kind')) {
      const frozen = await count(`edition_${name} where edition = 1 and period = $period`);
      expect([name, frozen]).toEqual([name, await count(`${name} where period = $period`)]);
      // 初步数 have neither rank nor band.
      expect([name, frozen > 0]).toEqual([name, name !== 'ranks' && name !== 'bands']);
    }
    const different = await warehouse.rows(
      `(select * exclude (replicates) from values where period = $period except all select * exclude (edition) from edition_values)
       union all (select * exclude (edition) from edition_values except all select * exclude (replicates) from values where period = $period)`,
      { period },
    );
    expect(different).toEqual([]);
    const provisional = await count(`values where period = $period and provisional`);
    expect(provisional).toBeGreaterThan(0);
    expect(outcome.edition.provisional).toBe(provisional);

    const head = (await warehouse.row<{ specification: string; limits: string; exclusions: string; as_of: string }>(
      'select specification, limits, exclusions, as_of from editions',
    ))!;
    const specification = JSON.parse(head.specification);
    expect(`${specification.id}@${specification.version}`).toBe(outcome.edition.framework);
    expect(JSON.stringify(specification)).toContain('"sql":');
    expect(head.specification).not.toContain(process.cwd());
    expect(JSON.parse(head.limits)).toMatchObject(loadSite(city).config.limits);
    expect(head.as_of).toBe('2026-01-01 00:00:00');
    const granted = await warehouse.rows<{ order_id: string }>(
      `select distinct order_id from exclusions join orders using (order_id)
       where matter = '剔除' and decision = '同意' and coalesce(approved_at, proposed_at) <= '2026-01-01' is not false
         and received_at < '2026-01-01' and (closed_at is null or closed_at >= '2025-12-01') order by order_id`,
    );
    expect(granted.length).toBeGreaterThan(0);
    const excluded: { order_id: string; reason: string; proposer: string }[] = JSON.parse(head.exclusions);
    expect(excluded.map(({ order_id }) => order_id)).toEqual(
      expect.arrayContaining(granted.map(({ order_id }) => order_id)),
    );
    for (const { reason, proposer } of excluded) expect(reason && proposer).toBeTruthy();
    expect(await count('edition_goalposts')).toBe(await count('goalposts'));

    const inputs = await warehouse.rows<{ asset: string; partition: string; data_version: string }>(
      'select asset, partition, data_version from edition_inputs',
    );
    const landed = await warehouse.rows<{ partition: string }>('select file as partition from files order by file');
    expect(inputs.filter(({ asset }) => asset === 'landed').map(({ partition }) => partition)).toEqual(
      landed.map(({ partition }) => partition),
    );
    expect(inputs.filter(({ data_version }) => !/^[0-9a-f]{16}$/.test(data_version))).toEqual([]);
    expect(inputs.some(({ asset, partition }) => asset === 'values' && partition === period)).toBe(true);
    expect(await warehouse.rows(`select "partition", message, status from ledger where asset = 'editions'`)).toEqual([
      { partition: period, message: 'edition 1', status: 'done' },
    ]);
  });
  const [edition] = await listed(city);
  expect(edition).toMatchObject({ intact: true, digest: outcome.edition.digest });
  // The tables of the site tell of it at once, and no run finds anything to do.
  expect(shown(city, 'site')).toMatchObject([{ period, finalised: 1, revised: 0 }]);
  expect((await must('run', city, '--json')).stdout).toContain('"steps": []');
  expect(Object.values(edition!.revised!).every((rows) => rows === 0)).toBe(true);
});

test('ranks, bands and figures 不含剔除 of a complete period are frozen; of an older edition they are not known', async () => {
  const complete = 'month:2025-11';
  const first = await publishing(old, { period: complete });
  expect(first.status).toBe('published');
  const held = await open(old, async (warehouse) => {
    const found: Record<string, number> = {};
    for (const name of ['ranks', 'bands', 'kept_values', 'kept_scores']) {
      expect(
        await warehouse.rows(
          `(select * from ${name} where period = $complete except all select * exclude (edition) from edition_${name})
           union all (select * exclude (edition) from edition_${name} except all select * from ${name} where period = $complete)`,
          { complete },
        ),
      ).toEqual([]);
      found[name] = (await warehouse.row<{ n: number }>(`select count(*) as n from edition_${name}`))!.n;
    }
    return found;
  });
  expect(Object.entries(held).filter(([, rows]) => rows === 0)).toEqual([]);

  // As an edition stands that was published before ranks were frozen: without them, under a digest without them.
  await open(
    old,
    async (warehouse) => {
      for (const name of Object.keys(held)) await warehouse.run(`drop table edition_${name}`);
      await warehouse.run(`delete from edition_inputs where asset = 'ranks'`);
      await warehouse.run('delete from schema_versions where version >= 5');
      await warehouse.run('update editions set digest = $digest', {
        digest: await editionDigest(warehouse, { period: complete, edition: 1 }),
      });
    },
    false,
  );
  const unknown = { edition: 1, intact: true, unknown: ['ranks', 'bands', 'kept_values', 'kept_scores'] };
  expect(await listed(old)).toMatchObject([unknown]);
  expect((await command(old, { list: true })).text).toContain(
    'the same; ranks, bands, kept_values, kept_scores: not frozen then',
  );
  expect(await publishing(old, { period: complete })).toMatchObject({ status: 'unchanged' });
  expect(await listed(old)).toMatchObject([unknown]);
  expect(await publishing(old, { period: complete, reason: '补充位次和分档' })).toMatchObject({ status: 'published' });
  expect(await listed(old)).toMatchObject([unknown, { edition: 2, intact: true, unknown: [] }]);
});

test('publishing again when nothing has changed writes nothing, with a reason or without', async () => {
  const before = await dump(city);
  for (const reason of [undefined, '再发一次']) {
    const again = await publishing(city, { period, ...(reason && { reason }) });
    expect(again).toMatchObject({ status: 'unchanged', edition: { edition: 1 } });
  }
  const told = await command(city, { period: '2025-12' });
  expect(told).toMatchObject({
    status: 0,
    text: expect.stringMatching(/edition 1 holds the newest figures.*\n.*\n\d+ figures are provisional/),
  });
  expect(await dump(city)).toEqual(before);
});

test('a late file changes the newest figures and leaves every edition byte-identical; another one is made on purpose', async () => {
  const before = await dump(city);
  const values = () =>
    open(city, (warehouse) => digestRows(warehouse, { name: 'values' }, 'period = $partition', period));
  const valuesBefore = await values();
  const late = readdirSync(join(folder, 'late'));
  for (const name of late) cpSync(join(folder, 'late', name), join(city, 'exports', name));
  await must('run', city);
  expect(await values()).not.toEqual(valuesBefore);
  expect(await dump(city)).toEqual(before);

  const [edition] = await listed(city);
  expect(edition).toMatchObject({ edition: 1, intact: true });
  expect(edition!.revised!.values).toBeGreaterThan(0);
  const list = await command(city, { list: true });
  expect(list).toMatchObject({ status: 0, text: expect.stringMatching(/month:2025-12 .* intact .*\d+ rows revised/) });

  // 修订说明: what, by how much, from which exports.
  const note: RevisionNote = JSON.parse(
    (await printed(() => revisions(city, { period: '2025-12' }, true))).text,
  ).newest;
  expect(note.rows).toEqual(edition!.revised);
  expect(note.changed.map(({ file }) => file)).toEqual(expect.arrayContaining(late));
  const found = note.figures.find(
    ({ table, subject_kind, measure, frozen, newest }) =>
      table === 'values' && subject_kind === 'city' && measure === '%' && frozen !== null && newest !== null,
  )!;
  const [then, now] = await open(city, (warehouse) =>
    warehouse.rows<{ value: number }>(
      `select value from (select 1 as place, * exclude (edition) from edition_values union all by name select 2 as place, * exclude (replicates) from values)
       where indicator = $node and subject_kind = 'city' and period = $period order by place`,
      { node: found.node, period },
    ),
  );
  expect(found).toMatchObject({ frozen: then!.value, newest: now!.value });
  expect(then!.value).not.toBe(now!.value);
  expect(found.subject_name).toBeTruthy();
  expect(
    note.figures.filter(
      ({ frozen, newest, state_frozen, state_newest }) => frozen === newest && state_frozen === state_newest,
    ),
  ).toEqual([]);
  // The site tells the same of those that have a page.
  const indicators = new Set(shown(city, 'nodes').flatMap(({ kind, node }) => (kind === 'indicator' ? [node] : [])));
  const told = note.figures.filter(
    ({ table, subject_kind, node }) =>
      subject_kind !== 'street' &&
      (table === 'values' || (['scores', 'ranks', 'kept_scores'].includes(table) && !indicators.has(node))),
  );
  const published = shown(city, 'revisions');
  const facts = (rows: object[]) => rows.map((row) => Object.values(row).join(' ')).sort();
  expect(facts(published.map(({ kind, node, frozen, newest }) => ({ kind, node, frozen, newest })))).toEqual(
    facts(told.map(({ subject_kind, node, frozen, newest }) => ({ subject_kind, node, frozen, newest }))),
  );
  expect(shown(city, 'editions')).toMatchObject([{ period, revised: published.length }]);
  const causes = shown(city, 'edition_causes');
  expect(causes.map(({ detail }) => detail)).toEqual(expect.arrayContaining(late));
  expect(Math.max(...causes.map(({ orders }) => Number(orders)))).toBeGreaterThan(0);
  const text = (await printed(() => revisions(city, { period: '2025-12' }, false))).text;
  expect(text).toMatch(
    /^修订说明 {2}2025年12月 {2}定稿第1版（数据截至 2026-01-01 00:00）与最新值（数据截至 2026-02-01 00:00）/,
  );
  expect(text).toContain(`${found.node_name}  `);
  await expect(revisions(city, { period: '2025-12', edition: 7 }, false)).rejects.toMatchObject({
    message: 'month:2025-12 has no edition 7',
    fix: 'the last one is 1',
  });

  const kept = await publishing(city, { period });
  expect(kept).toMatchObject({ status: 'kept', edition: { edition: 1, digest: edition!.digest } });
  expect(kept.changed.filter(({ asset }) => asset === 'landed')).toEqual(
    expect.arrayContaining(late.map((file) => expect.objectContaining({ file, change: 'added' }))),
  );
  await expect(command(city, { period })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/published as edition 1, and \d+ rows have changed \(values \d+.* since: .*added/),
    fix: expect.stringContaining('--reason'),
  });
  expect(await dump(city)).toEqual(before);

  const second = await command(city, { period, reason: '补录迟到工单，联系13812345678' }, true);
  expect(JSON.parse(second.text)).toMatchObject({ status: 'published', edition: 2 });
  expect(second.text).toContain('补录迟到工单');
  expect(second.text).not.toContain('13812345678');
  expect(await dump(city, 1)).toEqual(before);
  const both = await listed(city);
  expect(both.map(({ edition, intact }) => [edition, intact])).toEqual([
    [1, true],
    [2, true],
  ]);
  expect(Object.values(both[1]!.revised!).every((rows) => rows === 0)).toBe(true);
  expect(both[1]!.digest).not.toBe(both[0]!.digest);
  expect(await publishing(city, { period, reason: '补录迟到工单' })).toMatchObject({
    status: 'unchanged',
    edition: { edition: 2 },
  });
});

test('rows that are no longer what was frozen are found', async () => {
  await open(
    city,
    (warehouse) =>
      warehouse.run(`update edition_values set n = n + 1 where edition = 1 and subject = 'city' and indicator = 'R32'`),
    false,
  );
  expect((await listed(city)).map(({ intact }) => intact)).toEqual([false, true]);
  expect(await command(city, { list: true })).toMatchObject({
    status: 1,
    text: expect.stringMatching(/month:2025-12, edition 1: the stored rows are not those that were frozen/),
  });
});

test('a warehouse from before editions lists none, and is migrated by the first one, after a backup', async () => {
  await open(
    fresh,
    async (warehouse) => {
      for (const { name } of editionTables) await warehouse.run(`drop table ${name}`);
      await warehouse.run(`delete from settings where name = 'editions'`);
      await warehouse.run('delete from schema_versions where version >= 2');
    },
    false,
  );
  expect(await open(fresh, (warehouse) => editions(warehouse))).toEqual([]);
  expect(await command(fresh, { list: true, period })).toMatchObject({
    status: 0,
    text: expect.stringContaining('no edition of month:2025-12'),
  });
  expect(await publishing(fresh, { period })).toMatchObject({ status: 'published', edition: { edition: 1 } });
  expect(existsSync(`${loadSite(fresh).warehouse}.v1.backup`)).toBe(true);
});

test('the same data gives the same edition on a DuckLake', async () => {
  const file = loadSite(lake).warehouse;
  edit(join(lake, 'site.yaml'), /^warehouse:.*$/m, 'warehouse: ducklake:.minqing/lake.ducklake');
  await open(
    lake,
    async (warehouse) => {
      const { id } = loadSite(lake).config;
      await warehouse.run(`attach '${file}' as source (read_only)`);
      for (const { name } of await warehouse.rows<{ name: string }>(
        `select table_name as name from duckdb_tables() where database_name = 'source'`,
      ))
        await warehouse.run(`create table ${name} as select * from source.${id}.${name}`);
    },
    false,
  );
  const there = await publishing(lake, { period, runId: 'r1' });
  const here = await publishing(fresh, { period });
  expect(there.status).toBe('published');
  expect({ ...there.edition, published_at: '' }).toEqual({ ...here.edition, published_at: '' });
  const digests = (dir: string) =>
    open(dir, async (warehouse) => {
      const found: unknown[] = [];
      for (const table of editionTables) found.push(await digestRows(warehouse, table));
      return found;
    });
  expect(await digests(lake)).toEqual(await digests(fresh));
  expect(await publishing(lake, { period })).toMatchObject({ status: 'unchanged' });
  expect(await listed(lake)).toMatchObject([{ edition: 1, intact: true }]);
});
