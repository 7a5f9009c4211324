import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { writeCity } from '../../../fixtures/city/generate.ts';
import { jsonSchemas } from '../../site/json-schemas.ts';
import { canonicalColumns, type Kind, landedName, storedColumns } from '../canonical.ts';
import { readContract } from '../contract.ts';
import { TrialSite } from '../trial-site.ts';
import { draftSite, type SiteDraft } from './draft.ts';

const scratch = mkdtempSync(join(tmpdir(), 'minqing-draft-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const quiet = () => undefined;

/** Exports written into a folder of their own. */
function folderOf(name: string, files: Record<string, string | Buffer>): string {
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  return folder;
}

/** What lands when exactly this folder's contracts and exports are read. */
async function landed(dir: string): Promise<TrialSite> {
  const trial = await TrialSite.open({});
  for (const part of ['contracts', 'exports', 'regions.csv', 'units.csv'])
    cpSync(join(dir, part), join(trial.dir, part), { recursive: true });
  const { setAside, unmatched } = await trial.land();
  expect([setAside, unmatched, [...trial.failures]]).toEqual([[], [], []]);
  return trial;
}

describe('the demo city', () => {
  const city = join(scratch, 'city');
  const dir = join(scratch, 'drafted');
  let draft: SiteDraft;
  let byHand: TrialSite;
  let drafted: TrialSite;
  beforeAll(async () => {
    await writeCity(city, { orders: 900, months: 5, seed: 11, text: 'short', layout: 'mixed' });
    draft = await draftSite(dir, [join(city, 'exports')], quiet);
    byHand = await landed(city);
    drafted = await landed(dir);
  });
  afterAll(() => {
    byHand?.close();
    drafted?.close();
  });

  test.each(['orders', 'calls'] as const)(
    'the drafted contract lands %s as the hand-written one does',
    async (kind: Kind) => {
      const columns = storedColumns(kind).map(landedName);
      const read = async (trial: TrialSite, column: string) =>
        trial.warehouse.rows(
          `select f.name, l."row", l.${column} as value from landed_${kind} l join files f using (file) order by 1, 2`,
        );
      const different: string[] = [];
      for (const column of columns) {
        const [one, other] = [await read(byHand, column), await read(drafted, column)];
        expect(one.length).toBeGreaterThan(500);
        if (JSON.stringify(one) !== JSON.stringify(other)) different.push(column);
      }
      expect(different).toEqual([]);
    },
  );

  test('the same rows are rejected', async () => {
    const count = async (trial: TrialSite) =>
      trial.warehouse.rows('select name, accepted, rejected, ignored from files order by name');
    expect(await count(drafted)).toEqual(await count(byHand));
  });

  test('districts and streets are found with their names and parents', () => {
    const table = (folder: string) =>
      readFileSync(join(folder, 'regions.csv'), 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(','));
    const [own, known] = [table(dir), table(city)];
    const parentOf = (rows: string[][]) => {
      const names = new Map(rows.map(([code, name]) => [code, name]));
      return new Map(rows.filter((row) => row[3]).map((row) => [row[1], names.get(row[3])]));
    };
    const [mine, theirs] = [parentOf(own), parentOf(known)];
    const right = [...theirs].filter(([street, district]) => mine.get(street) === district).length;
    expect(right / theirs.size).toBeGreaterThan(0.9);
  });

  test('all indicators are available but those that need the population', () => {
    const missing = draft.indicators.filter((each) => each.missing.length > 0);
    expect(missing.flatMap((each) => each.missing.flat()).every((column) => column.startsWith('population'))).toBe(
      true,
    );
    expect(draft.indicators.length - missing.length).toBeGreaterThan(25);
  });

  test('no personal data stands in what is drafted', () => {
    const truth = readFileSync(join(city, 'truth/personal.csv'), 'utf8').split('\n').slice(1).filter(Boolean);
    const values = truth
      .map((line) => line.split(',').at(-1)!.replaceAll('"', ''))
      .filter((value) => value.length >= 3);
    expect(values.length).toBeGreaterThan(500);
    const written =
      ['contracts/orders.yaml', 'contracts/calls.yaml', 'regions.csv', 'units.csv', 'site.yaml']
        .map((file) => readFileSync(join(dir, file), 'utf8'))
        .join('\n') + JSON.stringify(draft);
    expect(values.filter((value) => written.includes(value))).toEqual([]);
  });

  test('the same exports give the same files, and the originals stay', async () => {
    const again = join(scratch, 'drafted-again', 'drafted');
    mkdirSync(join(again, 'exports'), { recursive: true });
    cpSync(join(city, 'exports'), join(again, 'exports'), { recursive: true });
    expect((await draftSite(again, [join(again, 'exports')], quiet)).copied).toBe(0);
    for (const file of ['contracts/orders.yaml', 'contracts/calls.yaml', 'regions.csv', 'units.csv', 'site.yaml'])
      expect(readFileSync(join(again, file), 'utf8')).toBe(readFileSync(join(dir, file), 'utf8'));
    expect(readdirSync(join(dir, 'exports'))).toEqual(readdirSync(join(city, 'exports')));
  });

  test('the YAML fits the JSON Schemas beside it, and a slip does not', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const schemas = jsonSchemas();
    const contract = ajv.compile(schemas['contract.json']!);
    for (const name of ['orders', 'calls']) {
      const text = readFileSync(join(dir, `contracts/${name}.yaml`), 'utf8');
      expect(text).toContain('$schema=../.schema/contract.json');
      expect(contract(parse(text)), JSON.stringify(contract.errors)).toBe(true);
    }
    expect(
      contract({ kind: 'calls', files: ['*'], columns: { in_at: { from: ['a'] }, received_at: { from: ['b'] } } }),
    ).toBe(false);
    expect(contract({ kind: 'orders', files: ['*'], columns: { order_id: { form: ['a'] } } })).toBe(false);
    const site = ajv.compile(schemas['site.json']!);
    expect(site(parse(readFileSync(join(dir, 'site.yaml'), 'utf8'))), JSON.stringify(site.errors)).toBe(true);
    expect(JSON.parse(readFileSync(join(dir, '.schema/site.json'), 'utf8'))).toEqual(schemas['site.json']);
    const temporal = ajv.compile(schemas['temporal.json']!);
    const own = (path: string) => parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
    expect(temporal(own('../../../temporal.yaml')), JSON.stringify(temporal.errors)).toBe(true);
    const framework = ajv.compile(schemas['framework.json']!);
    expect(framework(own('../../../indicators/frameworks/minqing-2026.yaml')), JSON.stringify(framework.errors)).toBe(
      true,
    );
    expect(
      framework({ id: 'x', name: 'y', version: '1', provenance: 'z', extends: 'minqing-2026', weights: { P: 2 } }),
    ).toBe(true);
  });
});

/** Orders of an invented hotline: a table with these columns, row by row. */
function rowsOf(n: number, row: (i: number) => string[]): string {
  return Array.from({ length: n }, (_, i) => `${row(i).join(',')}\n`).join('');
}

const two = (n: number): string => String(n).padStart(2, '0');
const day = (i: number): string => `2024-0${1 + (i % 3)}-${two(1 + (i % 28))}`;

describe('hostile headers', () => {
  test('merged titles, duplicates, an empty name: the right row is the header, and nothing is named twice', async () => {
    const header = '序号,工单编号,受理时间,备注,备注,,承办单位,满意度,诉求内容';
    const rows = rowsOf(60, (i) => [
      `${i + 1}`,
      `GD${20240000 + i}`,
      `${day(i)} 09:${two(i % 60)}:00`,
      '',
      'x',
      'y',
      ['市城管局', '市住建局', '市公安局'][i % 3]!,
      ['满意', '不满意', '凑合吧'][i % 3]!,
      `关于小区路灯第${i}次不亮的问题`,
    ]);
    const from = folderOf('titles', {
      '工单明细.csv': `某某市12345热线工单明细表,,,,,,,,\n统计时间：2024年1月,,,,,,,,\n${header}\n${rows}合计,60,,,,,,,\n`,
    });
    const dir = join(scratch, 'site-titles');
    const draft = await draftSite(dir, [from], quiet);
    const contract = readContract(join(dir, 'contracts/orders.yaml'));
    expect(Object.keys(contract.columns)).toEqual(
      expect.arrayContaining(['order_id', 'received_at', 'unit', 'satisfaction', 'body']),
    );
    expect(contract.columns.satisfaction!.values).toEqual({ 满意: ['满意'], 不满意: ['不满意'] });
    expect(draft.contracts[0]!.decide.join()).toContain('凑合吧');
    const text = readFileSync(join(dir, 'contracts/orders.yaml'), 'utf8');
    expect(text).toContain('stand twice or are empty cannot be named');
    const trial = await landed(dir);
    expect(await trial.warehouse.row('select accepted, rejected, ignored from files')).toEqual({
      accepted: 40,
      rejected: 20,
      ignored: 4,
    });
    trial.close();
  });

  test('English headers in camel case, month before day, times in order', async () => {
    const rows = rowsOf(80, (i) => [
      `A-${1000 + i}`,
      `${1 + (i % 3)}/${1 + (i % 28)}/2024 8:${two(i % 60)}`,
      `${1 + (i % 3)}/${1 + (i % 28)}/2024 10:${two(i % 60)}`,
      ['Hotline', 'App', 'WeChat'][i % 3]!,
      `1380013${String(1000 + i)}`,
      ['Y', 'N'][i % 2]!,
      `路灯不亮影响夜间出行已经有${i}天了请尽快修理`,
    ]);
    const from = folderOf('english', {
      'cases_export.csv': `caseNo,createTime,finishTime,sourceChannel,callerPhone,isResolved,mainContent\n${rows}`,
    });
    const dir = join(scratch, 'site-english');
    await draftSite(dir, [from], quiet);
    const contract = readContract(join(dir, 'contracts/orders.yaml'));
    const from1 = (column: string) => contract.columns[column]?.from;
    expect(
      ['order_id', 'received_at', 'closed_at', 'channel', 'resident', 'solved_resident', 'body'].map(from1),
    ).toEqual(
      ['caseNo', 'createTime', 'finishTime', 'sourceChannel', 'callerPhone', 'isResolved', 'mainContent'].map(
        (name) => [name],
      ),
    );
    expect(contract.dates).toEqual(['%m/%d/%Y %H:%M']);
    const trial = await landed(dir);
    expect(await trial.warehouse.row('select accepted, rejected from files')).toEqual({ accepted: 80, rejected: 0 });
    expect(await trial.warehouse.row('select max(received_at) as at from landed_orders')).toEqual({
      at: '2024-03-27 08:26:00',
    });
    trial.close();
  });

  test('headers that say nothing: values tell the number, the telephone and the text; the rest is left to a person', async () => {
    const rows = rowsOf(100, (i) => [
      `2024${two(1 + (i % 12))}${two(1 + (i % 28))}${1000 + i}`,
      `1380013${String(1000 + i)}`,
      `路灯不亮影响夜间出行已经有${i}天了请尽快修理，${'谢谢。'.repeat(8)}`,
      `${i % 7}`,
    ]);
    const from = folderOf('unnamed', { '导出.csv': `F1,F2,F3,F4\n${rows}` });
    const dir = join(scratch, 'site-unnamed');
    await draftSite(dir, [from], quiet);
    const { columns } = readContract(join(dir, 'contracts/orders.yaml'));
    expect([columns.order_id?.from, columns.resident?.from, columns.body?.from]).toEqual([['F1'], ['F2'], ['F3']]);
    expect(columns.received_at).toMatchObject({ date_in: 'order_id', format: '%Y%m%d' });
    expect(Object.keys(columns)).toHaveLength(4);
  });

  test('a header broken into lines, numbers as Excel formulas, levels by two signs, stars: drafted and landed', async () => {
    const rows = rowsOf(60, (i) => [
      `="${24030100 + i}"`,
      `2024年3月${1 + (i % 28)}日 08时15分`,
      i % 2 ? '市容->噪音' : '城管>占道>摊贩',
      `2024.03.29 1${i % 10}:20:30`,
      ['★★★★★', '★★★', '★'][i % 3]!,
    ]);
    const dir = join(scratch, 'site-strange');
    const from = folderOf('strange', { 'a.csv': `诉求流水号,"来话\n时间",事项名称,实际办结,群众评价\n${rows}` });
    await draftSite(dir, [from], quiet);
    const trial = await landed(dir);
    expect(
      await trial.warehouse.rows(
        `select count(*) as n, min(order_id) as first, max(closed_at) as last, count(distinct satisfaction) as ratings from landed_orders`,
      ),
    ).toEqual([{ n: 60, first: '24030100', last: '2024-03-29 19:20:30', ratings: 3 }]);
    expect(
      await trial.warehouse.rows(
        'select distinct received_at::date::VARCHAR as day from landed_orders order by 1 limit 1',
      ),
    ).toEqual([{ day: '2024-03-01' }]);
    trial.close();
  });

  test('a table without a header is refused, and its first row is not shown', async () => {
    const from = folderOf('headless', {
      '工单.csv': rowsOf(40, (i) => [`GD${2000 + i}`, '王建国', `1380013${1000 + i}`, '路灯不亮']),
    });
    const refused = draftSite(join(scratch, 'site-headless'), [from], quiet);
    await expect(refused).rejects.toThrow(/no row in it looks like a header/);
    await expect(refused).rejects.not.toThrow(/王建国|13800/);
    expect(existsSync(join(scratch, 'site-headless/site.yaml'))).toBe(false);
  });

  test('scores are no words, rows repeat their order, and a person is asked', async () => {
    const rows = rowsOf(60, (i) => [`GD${1000 + (i >> 1)}`, `${day(i)} 08:00`, `${1 + (i % 5)}`]);
    const from = folderOf('scores', {
      '工单.csv': `工单编号,受理时间,满意度\n${rows}`,
      '话单.csv': `通话ID,呼入时间,等待秒数\n${rowsOf(30, (i) => [`T${i + 1000}`, `${day(i)} 08:00`, `${i}`])}`,
    });
    const dir = join(scratch, 'site-scores');
    const draft = await draftSite(dir, [from], quiet);
    const text = readFileSync(join(dir, 'contracts/orders.yaml'), 'utf8');
    expect(text).toContain(
      '# satisfaction: { from: [满意度], scores: { range: [1, 5], least: { 满意: 4, 基本满意: 3, 不满意: 1 } } }',
    );
    expect(readContract(join(dir, 'contracts/orders.yaml')).columns.satisfaction).toBeUndefined();
    expect(draft.contracts.map(({ decide }) => decide.join())).toEqual([
      expect.stringMatching(/50 % of the rows repeat the number.*is satisfaction 满意度 满意度\?/),
      expect.stringContaining('waiting_from'),
    ]);
  });

  test('an overdue flag is turned round, a rating in rare words is not shown', async () => {
    const rows = rowsOf(60, (i) => [
      `GD${1000 + i}`,
      day(i),
      i % 4 === 0 ? '是' : '否',
      i === 7 ? '张三丰很不错' : '满意',
    ]);
    const from = folderOf('overdue', { '工单.csv': `工单编号,受理日期,是否超期,满意度\n${rows}` });
    const dir = join(scratch, 'site-overdue');
    await draftSite(dir, [from], quiet);
    const { columns } = readContract(join(dir, 'contracts/orders.yaml'));
    expect(columns.on_time!.values).toEqual({ true: ['否'], false: ['是'] });
    expect(readFileSync(join(dir, 'contracts/orders.yaml'), 'utf8')).not.toContain('张三');
  });
});

describe('kinds and places', () => {
  const orders = `工单编号,受理时间,承办单位,办结时间\n${rowsOf(50, (i) => [`GD${1000 + i}`, `${day(i)} 08:00:00`, '市城管局', `${day(i)} 18:00:00`])}`;
  const calls = `通话ID,来电时间,来电号码,是否接通,排队时长,通话时长\n${rowsOf(50, (i) => [`T${1000 + i}`, `${day(i)} 08:00:00`, `1380013${1000 + i}`, i % 5 ? '已接通' : '未接通', `00:00:${two(i % 60)}`, '00:03:12'])}`;

  test('orders and calls become a contract each; what is neither is named and not copied', async () => {
    const from = folderOf('kinds', {
      '工单2024.csv': orders,
      '话单2024.csv': calls,
      '说明.txt': '这是一份说明\n',
      'old.xls': Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0, 0, 0]),
    });
    const dir = join(scratch, 'site-kinds');
    const draft = await draftSite(dir, [from], quiet);
    expect(draft.contracts.map(({ name, globs }) => [name, globs])).toEqual([
      ['orders', ['工单*']],
      ['calls', ['话单*']],
    ]);
    const { columns } = readContract(join(dir, 'contracts/calls.yaml'));
    expect(columns.answered!.values).toEqual({ true: ['已接通'], false: ['未接通'] });
    expect([columns.wait_seconds!.unit, columns.talk_seconds!.unit]).toEqual(['hms', 'hms']);
    expect(draft.notTaken.map(({ name }) => name)).toEqual(['old.xls', '说明.txt']);
    expect(draft.notTaken[0]!.reason).toContain('old Excel file');
    expect(readdirSync(join(dir, 'exports')).sort()).toEqual(['工单2024.csv', '话单2024.csv']);
    (await landed(dir)).close();
  });

  const ofKinds: Record<string, { file: string; header: string; row: (i: number) => string[]; mapped: string[] }> = {
    orders: {
      file: '导出1.csv',
      header: '工单编号,标题,主要内容,回访时间,满意度',
      row: (i) => [
        `GD${1000 + i}`,
        `路灯第${i}次不亮`,
        `关于小区路灯第${i}次不亮的问题请尽快修理`,
        `${day(i)} 09:00`,
        '满意',
      ],
      mapped: ['order_id', 'title', 'body', 'satisfaction', 'callback_at'],
    },
    callbacks: {
      file: '导出2.csv',
      header: '回访编号,工单编号,回访时间,回访方式,是否解决,满意度,不满意原因',
      row: (i) => [`HF${1000 + i}`, `GD${1000 + (i >> 1)}`, `${day(i)} 09:00`, '电话', '是', '满意', ''],
      mapped: [
        'callback_id',
        'order_id',
        'callback_at',
        'callback_mode',
        'solved_resident',
        'satisfaction',
        'dissatisfaction',
      ],
    },
    exclusions: {
      file: '导出3.csv',
      header: '工单编号,申请单位,申请理由,申请时间,审批人,审批时间,审批结果',
      row: (i) => [
        `GD${1000 + i}`,
        '市城管局',
        `诉求内容不在职责范围之内第${i}次`,
        `${day(i)} 09:00`,
        '李建国',
        `${day(i)} 18:00`,
        i % 2 ? '同意' : '驳回',
      ],
      mapped: ['order_id', 'proposer', 'reason', 'proposed_at', 'approver', 'approved_at', 'decision'],
    },
    assists: {
      file: '导出4.csv',
      header: '工单编号,承办单位,主协办,派单时间,办结时间',
      row: (i) => [
        `GD${1000 + (i >> 1)}`,
        i % 2 ? '市城管局' : '市住建局',
        i % 2 ? '主办' : '协办',
        `${day(i)} 09:00`,
        `${day(i)} 19:00`,
      ],
      mapped: ['order_id', 'unit', 'role', 'dispatched_at', 'closed_at'],
    },
  };

  test.each(Object.keys(ofKinds).filter((kind) => kind in canonicalColumns))(
    '%s are known by their columns alone',
    async (kind) => {
      const { file, header, row, mapped } = ofKinds[kind]!;
      const from = folderOf(`of-${kind}`, { [file]: `${header}\n${rowsOf(60, row)}` });
      const dir = join(scratch, `site-of-${kind}`);
      const draft = await draftSite(dir, [from], quiet);
      expect(draft.contracts.map((each) => each.kind)).toEqual([kind]);
      expect(draft.contracts[0]!.mapped.map(({ column }) => column).sort()).toEqual([...mapped].sort());
      expect(readFileSync(join(dir, `contracts/${kind}.yaml`), 'utf8')).not.toContain('李建国');
    },
  );

  test('an existing site is not touched', async () => {
    const { init } = await import('../../commands/init.ts');
    const dir = folderOf('existing', { 'site.yaml': 'id: old\nname: 旧\n' });
    const from = folderOf('existing-from', { '工单.csv': orders });
    await expect(init(dir, { from: [from] } as never)).rejects.toThrow('the folder is not empty');
    expect(readFileSync(join(dir, 'site.yaml'), 'utf8')).toBe('id: old\nname: 旧\n');
    expect(readdirSync(dir)).toEqual(['site.yaml']);
  });

  test('a street that stands with no district column lies under one that a person must correct', async () => {
    const from = folderOf('streets', {
      '工单.csv': `工单编号,受理时间,所属街道\n${rowsOf(90, (i) => [`GD${i + 1000}`, `${day(i)} 08:00`, ['东风街道', '城关镇', '东风街道办事处'][i % 3]!])}`,
    });
    const dir = join(scratch, 'site-streets');
    const { notes } = await draftSite(dir, [from], quiet);
    expect(readFileSync(join(dir, 'regions.csv'), 'utf8').split('\n').slice(1, 4)).toEqual([
      'D01,site-streets,,,,',
      'D0101,东风街道,东风街道办事处,D01,,',
      'D0102,城关镇,,D01,,',
    ]);
    expect(notes.join()).toContain('no column names districts');
  });

  test('every canonical column has a name in the dictionary', async () => {
    const { meaningOf } = await import('./dictionary.ts');
    for (const columns of Object.values(canonicalColumns))
      for (const { name } of columns) expect(meaningOf(name)).not.toBe(name);
  });
});
