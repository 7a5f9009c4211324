import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { parse } from 'csv-parse/sync';
import { DuckDBInstance } from 'duckdb';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Warehouse } from '../pipelines/warehouse/warehouse.ts';
import { command } from './command.ts';
import { type Row, smallCounts, smallTopicPlaces, subjectKey, type Truth } from './public-attack.ts';

const scratch = mkdtempSync(join(tmpdir(), 'minqing-public-'));
const city = join(scratch, 'city');
const formats = ['parquet', 'arrow', 'csv', 'xlsx'] as const;

let orderIds: string[] = [];
let truth: Truth;
let ratings: { subject: string; none: number; whole: number }[];
let wordsOfEvents: { event: string; word: string; residents: number }[];
const out = (format: string, edition: string) => join(scratch, `${format}-${edition}`);
const rows = (table: string, edition = 'data-public'): Row[] =>
  tableFromIPC(readFileSync(join(city, '.build', edition, `${table}.arrow`)))
    .toArray()
    .map((row) => row.toJSON() as Row);

beforeAll(async () => {
  expect((await command('init', city, '--demo', '--orders', '2500', '--months', '3', '--seed', '11')).status).toBe(0);
  const run = await command('run', city);
  expect(run.stderr + run.stdout).toContain('made');
  const instance = await DuckDBInstance.create(join(city, '.minqing', 'warehouse.duckdb'), {
    access_mode: 'READ_ONLY',
  });
  const connection = await instance.connect();
  const warehouse = new Warehouse(connection, 'duckdb');
  await warehouse.run(`set search_path = 'yunzhou'`);
  orderIds = (await warehouse.rows<{ order_id: string }>('select order_id from orders')).map(
    ({ order_id }) => order_id,
  );
  truth = {
    cells: await warehouse.rows<Row>('select * from value_cells'),
    situation: await warehouse.rows<Row>('select * from situation'),
    places: await warehouse.rows<Row>(
      `select t.topic, o.district, count(*)::bigint as orders, count(distinct coalesce(o.resident, o.order_id))::bigint as residents
       from order_topics t join orders o using (month, order_id)
       where o.month = (select max(split_part(period, ':', 2)) from scores) and o.district in (select code from subjects where kind = 'district') group by all`,
    ),
  };
  ratings = await warehouse.rows(
    `with rated as (
       select strftime(coalesce(callback_at, closed_at), '%Y-%m') as month, coalesce(resident, order_id) as person, satisfaction, district, street, unit
       from orders where callback_valid
     ),
     placed as (
       select month, person, satisfaction, kind || '/' || code as subject from rated
       cross join lateral (values ('city', 'city'), ('district', district), ('street', street), ('unit', unit)) as places(kind, code)
     )
     select 'month:' || month || ' ' || subject as subject, count(distinct person) filter (satisfaction not in ('满意', '基本满意') or satisfaction is null)::bigint as none,
       count(distinct person) filter (satisfaction = '满意')::bigint as whole
     from placed where subject is not null group by all`,
  );
  wordsOfEvents = await warehouse.rows(
    `with newest as (select order_id, arg_max(event, month) as event from event_members group by order_id),
     roots as (select event, arg_max(coalesce(alias_of, event), month) as root from events group by event),
     members as (select order_id, root as event from newest join roots using (event)),
     labels as (select event, unnest(str_split(arg_max(label, month), ' ')) as word from events where label <> '' group by event)
     select substr(labels.event, 1, 12) as event, word, count(distinct coalesce(resident, order_id))::bigint as residents
     from labels join members using (event) join orders using (order_id)
     where contains(coalesce(title, '') || coalesce(body, ''), word) group by all`,
  );
  connection.closeSync();
  instance.closeSync();
  for (const format of formats)
    for (const edition of ['public', 'internal']) {
      const ended = await command(
        'export',
        city,
        '--out',
        out(format, edition),
        '--format',
        format,
        '--edition',
        edition,
      );
      expect(ended.status, ended.stderr).toBe(0);
    }
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** All text of a file as a reader of its format sees it. */
async function textOf(file: string): Promise<string> {
  const bytes = readFileSync(file);
  if (file.endsWith('.arrow'))
    return JSON.stringify(tableFromIPC(bytes).toArray(), (_, v) => (typeof v === 'bigint' ? Number(v) : v));
  if (file.endsWith('.parquet')) return JSON.stringify(await readParquet(file));
  if (!file.endsWith('.xlsx')) return bytes.toString('utf8');
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(file);
  return book.worksheets.map((sheet) => JSON.stringify(sheet.getSheetValues())).join('\n');
}

async function readParquet(file: string): Promise<Row[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return await new Warehouse(connection, 'duckdb').rows<Row>(`select * from '${file}'`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

test('no published file of either edition holds personal data or a row of an order', async () => {
  const folders = [
    join(city, '.build', 'data'),
    join(city, '.build', 'data-public'),
    ...formats.flatMap((format) => [out(format, 'public'), out(format, 'internal')]),
  ];
  const planted = parse(readFileSync(join(city, 'truth', 'personal.csv')), { columns: true, bom: true }) as {
    value: string;
  }[];
  // A value of one or two characters is no one's alone: it would be found in any table of figures.
  const secrets = [...new Set(planted.map(({ value }) => value).filter((value) => value.length > 2))];
  expect(secrets.length).toBeGreaterThan(1500);
  expect(orderIds.length).toBeGreaterThan(2000);
  const cells = new Set<string>();
  let files = 0;
  for (const folder of folders)
    for (const name of readdirSync(folder)) {
      for (const cell of (await textOf(join(folder, name))).split(/[",\r\n]/)) cells.add(cell);
      files++;
    }
  const everything = [...cells].join('\n');
  expect(everything).toContain('件数过少，不予公布');
  expect([...secrets, ...orderIds].filter((secret) => everything.includes(secret)).length).toBe(0);
  expect(files).toBeGreaterThan(200);
});

describe('what 公开版 shows, taken together,', () => {
  test('pins no figure, denominator, numerator or count of 1 to 4 residents to an interval under 5', () => {
    let attacked = 0;
    for (const { period } of rows('periods'))
      for (const { name, subject, amount, isShown, low, high } of smallCounts(rows, truth, period!)) {
        expect([period, name, subject, isShown]).toEqual([period, name, subject, false]);
        expect([period, name, subject, high - low >= 5 && low <= amount && amount <= high]).toEqual([
          period,
          name,
          subject,
          true,
        ]);
        attacked++;
      }
    expect(attacked).toBeGreaterThan(500);
  });

  test('pins no topic of 1 to 4 residents in a district to an interval under 5', () => {
    let attacked = 0;
    for (const { topic, district, isShown, low, high } of smallTopicPlaces(rows, truth.places)) {
      expect([topic, isShown]).toEqual([topic, false]);
      expect([topic, district, high - low >= 5]).toEqual([topic, district, true]);
      attacked++;
    }
    expect(attacked).toBeGreaterThan(10);
  });

  test('tells of an earlier period only what that period shows itself', () => {
    const before = new Map(rows('periods').map(({ period, previous, year_ago }) => [period, { previous, year_ago }]));
    const at = (row: Row, name: unknown, period: unknown) => `${period}/${subjectKey(row, name)}`;
    for (const [table, name, value, previous, yearAgo] of [
      ['figures', 'indicator', 'value', 'previous_value', 'year_value'],
      ['figures', 'indicator', 'score', 'previous_points', 'year_points'],
      ['scores', 'node', 'score', 'previous_difference', 'year_difference'],
      ['situation', 'measure', 'value', 'previous', 'year_ago'],
    ] as const) {
      const shown = new Map(rows(table).map((row) => [at(row, row[name], row.period), row[value]]));
      let told = 0;
      for (const row of rows(table))
        for (const [column, period] of [
          [previous, before.get(row.period)!.previous],
          [yearAgo, before.get(row.period)!.year_ago],
        ] as const) {
          if (row[column] === null) continue;
          const own = shown.get(at(row, row[name], period)) ?? null;
          expect([table, column, at(row, row[name], period), own !== null]).toEqual([
            table,
            column,
            at(row, row[name], period),
            true,
          ]);
          told++;
        }
      expect([table, told > 50]).toEqual([table, true]);
    }
  });

  test('tells of no few who are not satisfied, who call most or who come by a rare channel', () => {
    const few = (people: number) => people > 0 && people < 5;
    const hiding = new Set(ratings.filter(({ none, whole }) => few(none) || few(whole)).map(({ subject }) => subject));
    const shown = rows('figures').filter((row) => row.value !== null);
    let rated = 0;
    for (const row of shown.filter(({ indicator }) => indicator === 'R51')) {
      const subject = `${row.period} ${row.kind}/${row.slug}`;
      expect([subject, hiding.has(subject)]).toEqual([subject, false]);
      rated++;
    }
    expect(rated).toBeGreaterThan(5);
    expect(hiding.size).toBeGreaterThan(5);
    const picked = truth.cells.filter(({ singled_out }) => singled_out !== null && Number(singled_out) < 5);
    expect(new Set(picked.map(({ indicator }) => indicator))).toEqual(new Set(['P12', 'P13']));
    const ofFew = new Set(picked.map((cell) => `${cell.period} ${subjectKey(cell, cell.indicator)}`));
    expect(shown.filter((row) => ofFew.has(`${row.period} ${subjectKey(row, row.indicator)}`))).toEqual([]);
    // The busiest 1% of 400 people are four.
    for (const row of shown.filter(({ indicator }) => indicator === 'P12')) expect(Number(row.n)).toBeGreaterThan(400);
  });

  test('names events by words of five residents and more, and tells goalposts no closer than values', () => {
    const said = new Map(wordsOfEvents.map(({ event, word, residents }) => [`${event} ${word}`, residents]));
    const words = (edition: string) =>
      rows('events', edition)
        .filter((row) => Number(row.residents) >= 5)
        .flatMap(({ event, label }) =>
          String(label)
            .split(' ')
            .filter(Boolean)
            .map((word) => `${event} ${word}`),
        );
    for (const word of words('data-public')) expect([word, said.get(word)! >= 5]).toEqual([word, true]);
    expect(words('data-public').length).toBeGreaterThan(5);
    expect(words('data').length).toBeGreaterThan(words('data-public').length);
    for (const { low, high } of rows('goalposts'))
      for (const end of [Number(low), Number(high)]) expect(end).toBe(Number(end.toFixed(3)));
  });

  test('says why a number is not there, and tells nothing by other columns', () => {
    const hidden = rows('figures').filter((row) => row.state === 'suppressed');
    expect(hidden.length).toBeGreaterThan(100);
    for (const row of hidden) {
      expect(row.state_text).toBe('件数过少，不予公布');
      for (const column of [
        'value',
        'low',
        'high',
        'n',
        'numerator',
        'denominator',
        'score',
        'previous_points',
        'year_points',
      ])
        expect(row[column]).toBeNull();
    }
    const before = new Map(rows('periods').map((row) => [row.period, row.previous]));
    const lost = new Set(hidden.map((row) => `${row.period}/${subjectKey(row, row.indicator)}`));
    for (const row of rows('figures'))
      if (lost.has(`${before.get(row.period!)}/${subjectKey(row, row.indicator)}`))
        expect([row.previous_value, row.previous_difference, row.previous_points]).toEqual([null, null, null]);
    for (const row of rows('funnels'))
      if (lost.has(`${row.period}/${subjectKey(row, row.indicator)}`))
        expect([row.value, row.n, row.verdict]).toEqual([null, null, '件数过少，不予公布']);
    expect(rows('events').every((row) => Number(row.residents) >= 5 && row.units === '')).toBe(true);
    for (const internal of ['alarms', 'attention', 'files', 'rejects', 'supply', 'shrunk']) {
      expect(rows(internal)).toEqual([]);
      expect(rows(internal, 'data').length).toBeGreaterThan(0);
    }
  });
});

describe('the exported files', () => {
  test('hold the published tables in every format, and keys that hold', async () => {
    const described = JSON.parse(readFileSync(join(out('csv', 'public'), 'datapackage.json'), 'utf8'));
    expect(described.schema_version).toMatch(/^\d+\.\d+$/);
    expect(described.resources.length).toBe(readdirSync(join(city, '.build', 'data-public')).length);
    for (const { path, schema, rows: count } of described.resources) {
      const name = path.replace('.csv', '');
      const csv = parse(readFileSync(join(out('csv', 'public'), path)), { columns: true, bom: true }) as Record<
        string,
        string
      >[];
      const parquet = await readParquet(join(out('parquet', 'public'), `${name}.parquet`));
      const arrow = tableFromIPC(readFileSync(join(out('arrow', 'public'), `${name}.arrow`)));
      expect([name, csv.length, parquet.length, arrow.numRows]).toEqual([name, count, count, count]);
      expect(arrow.schema.fields.map((field) => field.name)).toEqual(
        schema.fields.map((field: { name: string }) => field.name),
      );
      for (const { name: column, type, constraints } of schema.fields) {
        for (const row of csv)
          if (constraints?.enum && row[column])
            expect([name, column, constraints.enum]).toEqual([name, column, expect.arrayContaining([row[column]])]);
        if (type === 'integer')
          for (const row of csv)
            expect([name, column, row[column]]).toEqual([name, column, expect.stringMatching(/^-?\d*$/)]);
        if (type === 'number' || type === 'integer')
          expect(parquet.map((row) => row[column])).toEqual(
            csv.map((row) => (row[column] === '' ? null : Number(row[column]))),
          );
      }
      const keys = csv.map((row) => JSON.stringify((schema.primaryKey ?? []).map((column: string) => row[column])));
      if (schema.primaryKey) expect([name, new Set(keys).size]).toEqual([name, keys.length]);
      for (const { fields, reference } of schema.foreignKeys) {
        const target = rows(reference.resource.replaceAll('-', '_')).map((row) =>
          reference.fields.map((field: string) => row[field]).join('/'),
        );
        for (const row of csv) expect(target).toContain(fields.map((field: string) => row[field]).join('/'));
      }
    }
  });

  test('are the same bytes when written again, and never take the place of something', async () => {
    for (const format of formats) {
      const again = join(scratch, `again-${format}`);
      await command('export', city, '--out', again, '--format', format);
      for (const file of readdirSync(again))
        expect(readFileSync(join(again, file)).equals(readFileSync(join(out(format, 'public'), file))), file).toBe(
          true,
        );
    }
    const taken = await command('export', city, '--out', out('csv', 'public'));
    expect([taken.status, taken.stderr]).toEqual([2, expect.stringContaining('holds files already')]);
    writeFileSync(join(scratch, 'file'), '');
    expect((await command('export', city, '--out', join(scratch, 'file'))).stderr).toContain('it is a file');
    expect((await command('export', city, '--out', '/proc/no/such')).stderr).toContain('cannot be made');
    expect((await command('export', city, '--out', join(scratch, 'x'), '--format', 'xml')).status).toBe(2);
  });

  test('as a workbook begin with the city, in official order and groups, under merged headers', async () => {
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(join(out('xlsx', 'public'), '通报附表.xlsx'));
    expect(book.worksheets.map(({ name }) => name)).toEqual(['得分', '指标值 P', '指标值 R', '态势', '说明']);
    const sheet = book.getWorksheet('指标值 R')!;
    const first = sheet
      .getColumn(1)
      .values.map((value) => value ?? '')
      .slice(4);
    const subjects = rows('subjects');
    const named = (kind: string) => subjects.filter((row) => row.kind === kind).map(({ name }) => name);
    expect(first.filter((name) => named('district').includes(name as string))).toEqual(named('district'));
    expect(first[2]).toBe(named('city')[0]);
    expect(sheet.getCell(4, 2).isMerged && sheet.getCell(4, 7).master.address === 'B4').toBe(true);
    const own = rows('figures').find(
      (row) => row.newest && row.kind === 'city' && String(row.indicator).startsWith('R') && row.value !== null,
    )!;
    const column = Array.from({ length: sheet.columnCount }, (_, i) => i + 1).find((i) =>
      String(sheet.getCell(4, i).value).startsWith(`${own.indicator} `),
    )!;
    const values = Array.from({ length: 5 }, (_, i) => sheet.getCell(6, column + i).value);
    expect([values[0], values[2], values[3]]).toEqual([own.value, own.numerator, own.denominator]);
    expect(await textOf(join(out('xlsx', 'public'), '通报附表.xlsx'))).toContain('件数过少，不予公布');
  });

  test('are read by pandas', () => {
    const python = process.env.MINQING_PYTHON ?? 'python3';
    const script = `import sys, pandas as pd
p = pd.read_parquet(sys.argv[1]); a = pd.read_feather(sys.argv[2]); c = pd.read_csv(sys.argv[3], encoding='utf-8-sig')
assert list(p.columns) == list(a.columns) == list(c.columns)
assert len(p) == len(a) == len(c) and abs(p['value'].sum() - a['value'].sum()) < 1e-9 and abs(p['value'].sum() - c['value'].sum()) < 1e-6
print(len(p))`;
    const paths = (['parquet', 'arrow', 'csv'] as const).map((format) =>
      join(out(format, 'public'), `figures.${format}`),
    );
    expect(Number(execFileSync(python, ['-c', script, ...paths]).toString())).toBe(rows('figures').length);
  });

  test('as a workbook are read by a program that did not write them: the same cells, formats and merged headers', async () => {
    const file = join(out('xlsx', 'public'), '通报附表.xlsx');
    const script = `import sys, json, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
print(json.dumps({s.title: {'cells': [[c.value for c in row] for row in s.iter_rows()], 'merged': sorted(str(r) for r in s.merged_cells.ranges), 'formats': [c.number_format for c in s[s.max_row]], 'frozen': s.freeze_panes} for s in book.worksheets}))`;
    const read = JSON.parse(
      execFileSync(process.env.MINQING_PYTHON ?? 'python3', ['-c', script, file], { maxBuffer: 64 << 20 }).toString(),
    ) as Record<string, { cells: unknown[][]; merged: string[]; formats: string[]; frozen: string | null }>;
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(file);
    expect(Object.keys(read)).toEqual(book.worksheets.map(({ name }) => name));
    for (const sheet of book.worksheets) {
      const { cells, merged, formats, frozen } = read[sheet.name]!;
      expect([sheet.name, cells.length]).toEqual([sheet.name, sheet.rowCount]);
      const inside = new Set<string>();
      cells.forEach((row, i) => {
        row.forEach((value, j) => {
          const cell = sheet.getCell(i + 1, j + 1);
          // The cells under a merged one are empty; ExcelJS gives them its value.
          if (cell.isMerged && cell.master.address !== cell.address) inside.add(cell.address);
          else expect([sheet.name, cell.address, value]).toEqual([sheet.name, cell.address, cell.value]);
        });
      });
      expect(merged.length > 0).toBe(inside.size > 0);
      if (sheet.name !== '说明') expect(frozen).toBe('B6');
      if (sheet.name.startsWith('指标值')) expect(formats).toContain('0.0%');
    }
  });
});
