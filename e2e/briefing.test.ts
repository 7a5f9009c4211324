import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Block, Briefing, Section } from '../pipelines/briefing/blocks.ts';
import { composeBriefing } from '../pipelines/briefing/compose.ts';
import { documentOf } from '../pipelines/briefing/document.ts';
import { findOffice } from '../pipelines/briefing/pdf.ts';
import type { BriefingRequest } from '../pipelines/briefing/scope.ts';
import { type BriefingOptions, briefing } from '../pipelines/commands/briefing.ts';
import { publishPeriod } from '../pipelines/editions/publish.ts';
import { loadSite } from '../pipelines/site/site.ts';
import { UserError } from '../pipelines/user-error.ts';
import { withWarehouse } from '../pipelines/warehouse/open.ts';
import type { Warehouse } from '../pipelines/warehouse/warehouse.ts';
import { command, must } from './command.ts';

/** A small city, run once; copies of it are changed. */
let folder: string;
let city: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'minqing-briefing-'));
  city = join(folder, 'city');
  await must('init', city, '--demo', '--orders', '500', '--months', '3');
  await must('run', city);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const period = 'month:2026-01';

const open = <Result>(dir: string, work: (warehouse: Warehouse) => Promise<Result>, readOnly = true): Promise<Result> =>
  withWarehouse(loadSite(dir), { purpose: 'test', scratch: join(folder, 'scratch'), readOnly }, work);

const compose = (dir: string, request: BriefingRequest): Promise<Briefing> =>
  open(dir, async (warehouse) => (await composeBriefing(warehouse, loadSite(dir), request)).briefing);

/** A copy of the city with its warehouse changed. */
async function changed(name: string, ...statements: string[]): Promise<string> {
  const dir = join(folder, name);
  cpSync(city, dir, { recursive: true });
  await open(
    dir,
    async (warehouse) => {
      for (const statement of statements) await warehouse.run(statement);
    },
    false,
  );
  return dir;
}

const section = (written: Briefing, title: string): Section =>
  [...written.sections, ...written.annexes].find((each) => each.title === title)!;

const prose = ({ blocks }: Section): string => blocks.map((block) => ('text' in block ? block.text : '')).join('\n');

const rows = ({ blocks }: Section): string[][] => blocks.flatMap((block) => (block.kind === 'table' ? block.rows : []));

const tableOf = ({ blocks }: Section, caption: string) =>
  blocks.find((block) => block.kind === 'table' && block.caption.startsWith(caption)) as Extract<
    Block,
    { kind: 'table' }
  >;

const everything = (written: Briefing): string =>
  JSON.stringify(written, (key, value) => (key === 'svg' ? undefined : value));

const sum = (cells: readonly string[]): number => cells.reduce((total, cell) => total + Number(cell), 0);

/** No personal data, no broken number, no English state. */
function expectClean(written: Briefing): void {
  const text = everything(written);
  expect(text).not.toMatch(/NaN|Infinity|undefined|\[object|unassigned|unsupported|inapplicable/);
  expect(text).not.toMatch(/1[3-9]\d{9}|\d{17}[\dX]/);
  for (const { blocks } of written.sections) expect(blocks.length).toBeGreaterThan(0);
}

test('a monthly briefing: every number in a sentence is the table’s, and the table’s is the warehouse’s', async () => {
  const written = await compose(city, { kind: 'monthly' });
  expectClean(written);
  expect(written).toMatchObject({ title: '云州市2026年1月民情月报', issue: '2026年第1期' });
  expect(written.standing).toMatch(/^未定稿（最新值），数据截至2026年1月31日24时$/);
  expect(written.sections.map(({ title }) => title)).toEqual([
    '总体情况',
    '渠道和分类',
    '评估结果',
    '各区情况',
    '办理情况',
    '热点话题',
    '重点事件',
    '预警提示',
    '督办事项',
    '风险线索',
  ]);
  const stored = await open(city, (warehouse) =>
    warehouse.rows<{ measure: string; value: number }>(
      `select measure, value from situation where period = '${period}' and subject_kind = 'city'`,
    ),
  );
  const measure = (name: string) => stored.find((row) => row.measure === name)?.value ?? 0;
  const overview = section(written, '总体情况');
  expect(prose(overview)).toContain(`形成工单${measure('工单数')}件，`);
  expect(rows(overview).find(([name]) => name === '工单（件）')![1]).toBe(String(measure('工单数')));
  const scores = await open(city, (warehouse) =>
    warehouse.rows<{ name: string; score: number; low: number }>(
      `select name, score, low from scores join framework_nodes using (node)
       where period = '${period}' and subject_kind = 'city' and kind in ('index', 'dimension') and score is not null`,
    ),
  );
  const results = section(written, '评估结果');
  for (const { name, score, low } of scores) {
    expect(prose(results)).toContain(`${name}${score.toFixed(1)}分（95%区间${low.toFixed(1)}～`);
    expect(rows(results).find(([first]) => first === name)![1]).toBe(score.toFixed(1));
  }
  expect(scores.length).toBeGreaterThan(1);
  const late = section(written, '督办事项');
  const told = /超期未办结工单(\d+)件，涉及(\d+)个单位，最长超期(\d+)天/.exec(prose(late))!;
  const overdue = rows(late).filter((row) => row[1] !== '0');
  if (rows(late).length < 15) expect(Number(told[1])).toBe(sum(overdue.map((row) => row[1]!)));
  expect(Number(told[3])).toBe(Math.max(...overdue.map((row) => Number(row[2]))));
  const alarms = section(written, '预警提示');
  const raised = /预警提示(\d+)条/.exec(prose(alarms));
  if (raised) expect(rows(alarms)).toHaveLength(Math.min(15, Number(raised[1])));
  for (const [name, orders] of rows(section(written, '热点话题')).slice(0, 5))
    expect(prose(section(written, '热点话题'))).toContain(`“${name}”${orders}件`);
  for (const [name, orders] of rows(section(written, '风险线索')))
    expect(prose(section(written, '风险线索')).includes(`${name}${orders}件`)).toBe(orders !== '0');
});

test('the verdicts are the warehouse’s: nothing is said to rise that does not', async () => {
  const written = await compose(city, { kind: 'monthly' });
  const verdicts = await open(city, (warehouse) =>
    warehouse.rows<{ name: string; verdict: string }>(
      `select name, verdict from changes join framework_nodes using (node)
       where period = '${period}' and subject_kind = 'city' and against = 'previous' and kind <> 'indicator'`,
    ),
  );
  const table = rows(section(written, '评估结果'));
  for (const { name, verdict } of verdicts) {
    const said = table.find(([first]) => first!.trim() === name)?.[3];
    if (said) expect(said.startsWith(verdict)).toBe(true);
  }
  for (const [name, , , said] of table)
    if (!verdicts.some((row) => row.name === name!.trim())) expect(said).toBe('不可比');
});

test('daily, weekly and special briefings', async () => {
  const daily = await compose(city, { kind: 'daily' });
  expectClean(daily);
  expect(daily).toMatchObject({ title: '云州市2026年1月31日民情日报', issue: '2026年第31期' });
  const orders = await open(city, (warehouse) =>
    warehouse.row<{ orders: number }>(
      `select count(*) as orders from orders where received_at >= '2026-01-31' and received_at < '2026-02-01' and merged_into is null`,
    ),
  );
  expect(prose(section(daily, '总体情况'))).toContain(`形成工单${orders!.orders}件，`);
  expect(daily.sections.some(({ title }) => title === '评估结果')).toBe(false);
  const weekly = await compose(city, { kind: 'weekly', period: 'week:2026-W04' });
  expectClean(weekly);
  expect(weekly).toMatchObject({ title: '云州市2026年第4周民情周报', issue: '2026年第4期' });
  const topic = await compose(city, { kind: 'special', about: 'topic:T001' });
  expectClean(topic);
  const district = await compose(city, { kind: 'special', about: 'district:D02' });
  expectClean(district);
  expect(prose(section(district, '评估结果'))).toMatch(/综合指数/);
  const unit = await compose(city, { kind: 'special', about: 'unit:U07' });
  expectClean(unit);
  expect(prose(section(unit, '评估结果'))).not.toMatch(/综合指数|感知性/);
  expect(unit.sections.some(({ title }) => title === '预警提示')).toBe(false);
});

test('channels, kinds and categories are those of all orders of the period', async () => {
  for (const request of [{ kind: 'monthly' }, { kind: 'special', about: 'district:D02' }] as BriefingRequest[]) {
    const written = await compose(city, request);
    const total = rows(section(written, '总体情况')).find(([name]) => name === '工单（件）')![1];
    const channels = tableOf(section(written, '渠道和分类'), '工单的渠道和类型').rows;
    expect(channels.at(-1)!.slice(0, 2)).toEqual(['合计', total]);
    for (const [, all, ...byKind] of channels) expect(sum(byKind)).toBe(Number(all));
    for (const column of [1, 2, 3])
      expect(sum(channels.slice(0, -1).map((row) => row[column]!))).toBe(Number(channels.at(-1)![column]));
    const stored = await open(city, (warehouse) =>
      warehouse.rows<{ category: string; orders: number }>(
        `select coalesce(category1, '未归类') as category, count(*)::bigint as orders from orders
         where month = '2026-01' and merged_into is null ${request.about ? `and district = 'D02'` : ''} group by all`,
      ),
    );
    const categories = tableOf(section(written, '渠道和分类'), '问题分类').rows;
    expect(categories.length).toBe(Math.min(10, stored.length));
    for (const [category, orders] of categories)
      expect([category, orders]).toEqual([category, String(stored.find((row) => row.category === category)!.orders)]);
  }
});

test('rates that are not stored are counted as stored ones are: the same figure, interval and change', async () => {
  const stored = rows(section(await compose(city, { kind: 'monthly' }), '指标明细'));
  const dir = await changed('unscored', ...['"values"', 'scores', 'changes'].map((table) => `delete from ${table}`));
  const written = await compose(dir, { kind: 'monthly' });
  expectClean(written);
  const counted = tableOf(section(written, '办理情况'), '办理指标').rows;
  expect(counted.map(([name]) => name)).toEqual(['及时签收率', '先行联系率', '按时办结率', '解决率', '满意率']);
  for (const [name, value, interval, n] of counted)
    expect([name, value, interval, n]).toEqual(stored.find((row) => row[0] === name)!.slice(0, 4));
  expect(written.annexes).toEqual([]);
});

test('a day says how its rates stand since the month began, and what nobody asked for is not told', async () => {
  const daily = await compose(city, { kind: 'daily' });
  const handling = section(daily, '办理情况');
  const table = tableOf(handling, '办理指标');
  const column = table.columns.findIndex(({ name }) => name === '本月以来');
  const month = rows(section(await compose(city, { kind: 'monthly' }), '指标明细'));
  // On the last day the month so far is the month.
  for (const row of table.rows)
    expect([row[0], row[column]]).toEqual([row[0], month.find(([name]) => name === row[0])![1]]);
  expect(table.rows.length).toBeGreaterThan(1);
  const orders = await open(city, (warehouse) =>
    warehouse.row<{ orders: number }>(
      `select count(*) as orders from orders where month = '2026-01' and merged_into is null`,
    ),
  );
  expect(prose(section(daily, '总体情况'))).toContain(`本月以来累计形成工单${orders!.orders}件。`);
  expect(prose(section(daily, '督办事项'))).not.toContain('批示');
});

test('merged orders are not overdue, and what was ordered from above is told by its outcome only', async () => {
  const dir = await changed(
    'merged',
    `update orders set merged_into = order_id where closed_at is null`,
    `delete from actions`,
    `insert into actions by name select 1 as line, date '2025-12-05' as day, '批示' as kind, 'U01' as target, '已办结' as outcome
     union all select 2, date '2025-12-31', '督办', 'U02', '张三已答应' union all select 3, date '2026-01-02', '督办', 'U02', '已办结'`,
  );
  const late = section(await compose(dir, { kind: 'monthly' }), '督办事项');
  expect(prose(late)).toMatch(/期末没有超期未办结的工单。/);
  expect(prose(late)).toContain('上月批示、督办2项，目前的结果：其他结果1项，已办结1项。');
  expect(prose(late)).not.toContain('张三');
});

test('an event’s hot spots are told only where the paper is as new as what they are judged by', async () => {
  const dir = await changed('hot', `update event_course set hot_spots = ['高频共性'], evidence = ['近30日 9 人']`);
  expect(prose(section(await compose(dir, { kind: 'monthly' }), '重点事件'))).toContain('属高频共性热点（近30日9人）');
  const weekly = section(await compose(dir, { kind: 'weekly', period: 'week:2026-W03' }), '重点事件');
  expect(prose(weekly)).toContain('多人同诉');
  expect(prose(weekly)).not.toContain('热点');
});

test('an alarm counts the residents of the days it names', async () => {
  const dir = await changed(
    'alarmed',
    `update alarms set first_day = day - 2, kind = 'burst', step = 'day', event = null where day = (select max(day) from alarms where month = '2026-01')`,
  );
  const stored = await open(dir, (warehouse) =>
    warehouse.rows<{ day: number; observed: number }>(
      `select day(day)::integer as day, observed from alarms where month = '2026-01' order by alarms.day desc limit 1`,
    ),
  );
  const { day, observed } = stored[0]!;
  const alarms = section(await compose(dir, { kind: 'monthly' }), '预警提示');
  const told = rows(alarms).filter(([, , matter]) => matter!.endsWith(`（1月${day - 2}日至${day}日）`));
  expect(told.map((row) => row[3])).toContain(String(observed));
});

test('an event of fewer than three residents is counted, its place and words are not told', async () => {
  const events = await open(city, (warehouse) =>
    warehouse.rows<{ event: string; label: string; place: string | null; residents: number }>(
      `select event, label, place, residents from events where month = '2026-01' and alias_of is null and type is not null order by residents, event`,
    ),
  );
  const small = events.find(({ residents, label }) => residents < 3 && label)!;
  const told = await compose(city, { kind: 'special', about: `event:${small.event}` });
  expectClean(told);
  expect(prose(section(told, '事件'))).toContain('不足3人，地点和内容不列出');
  for (const word of [...small.label.split(' '), small.place ?? ''].filter((each) => each.length > 1))
    expect(everything(told)).not.toContain(word);
  const large = events.at(-1)!;
  const whole = await compose(city, { kind: 'special', about: `event:${large.event.slice(0, 10)}` });
  expectClean(whole);
  expect(prose(section(whole, '事件'))).toContain(large.label.split(' ')[0]);
  const monthly = await compose(city, { kind: 'monthly' });
  for (const [, , , residents] of rows(section(monthly, '重点事件')))
    expect(Number(residents)).toBeGreaterThanOrEqual(3);
});

test('an edition is what is briefed where there is one, even when the newest figures have moved on', async () => {
  const dir = await changed('frozen');
  const { edition } = await publishPeriod(loadSite(dir), { period }, { scratch: join(folder, 'scratch') });
  const before = await compose(dir, { kind: 'monthly', period });
  expect(before.standing).toBe(`定稿第${edition.edition}版，数据截至2026年1月31日24时`);
  await open(
    dir,
    (warehouse) =>
      warehouse.run(
        `update scores set score = 1.5 where period = '${period}'; update situation set value = 7 where period = '${period}';
         update subjects set name = '改名' where kind = 'district'`,
      ),
    false,
  );
  const after = await compose(dir, { kind: 'monthly', period });
  expect(section(after, '总体情况').blocks[0]).toEqual(section(before, '总体情况').blocks[0]);
  expect(rows(section(after, '评估结果'))).toEqual(rows(section(before, '评估结果')));
  expect(rows(section(after, '各区情况'))).toEqual(rows(section(before, '各区情况')));
  const unpublished = await compose(dir, { kind: 'monthly', period: 'month:2025-12' });
  expect(unpublished.standing).toMatch(/^未定稿/);
});

test('a column that no export supplies is named as the reason', async () => {
  const dir = await changed(
    'withheld',
    `update "values" set state = 'unsupported', value = null, low = null, high = null, n = null where indicator = 'R41'`,
    `delete from supply where column_name = 'solved_resident'`,
    `update orders set due_at = null`,
    `delete from supply where column_name in ('title', 'body')`,
  );
  const written = await compose(dir, { kind: 'monthly' });
  expect(prose(section(written, '评估结果'))).toContain('解决率数据暂不支持：导出文件未提供诉求人认定是否解决。');
  expect(prose(section(written, '督办事项'))).toBe('超期未办结情况数据暂不支持：导出文件未提供办理期限。');
  expect(prose(section(written, '风险线索'))).toBe('风险线索数据暂不支持：导出文件未提供标题、诉求内容。');
});

test('a change of framework is a break, not a fall', async () => {
  const dir = await changed('break', 'delete from changes');
  mkdirSync(join(dir, 'frameworks'));
  const version = (number: number, dates: string) =>
    writeFileSync(
      join(dir, 'frameworks', `${number}.yaml`),
      `extends: minqing-2026\nid: own\nversion: "${number}"\nname: 本市框架\nprovenance: 本市考核办法\n${dates}\n`,
    );
  version(1, 'valid_to: 2025-12-31');
  version(2, 'valid_from: 2026-01-01');
  const text = prose(section(await compose(dir, { kind: 'monthly' }), '评估结果'));
  expect(text).toMatch(/民情综合指数[^。]*，评估框架已更换，与上月不可比。/);
  expect(text).toContain('评估框架已更换，各项指标与上月不可比。');
  expect(text).not.toMatch(/提升|回落|基本持平/);
});

test('a period without data says so', async () => {
  for (const request of [
    { kind: 'monthly', period: 'month:2024-05' },
    { kind: 'daily', period: 'day:2024-05-01' },
    { kind: 'special', period: 'month:2024-05', about: 'district:D02' },
  ] as BriefingRequest[]) {
    const written = await compose(city, request);
    expectClean(written);
    expect(prose(section(written, '总体情况'))).toContain('没有已入库的');
    expect((await documentOf(written, { drawn: true })).length).toBeGreaterThan(5000);
  }
});

test('one district, and names that would break a page', async () => {
  const long = '长'.repeat(40);
  const dir = await changed(
    'hostile',
    `delete from subjects where kind = 'district' and code <> 'D01'`,
    `update subjects set name = '<script>alert("区")</script>' where code = 'D01'`,
    `update subjects set name = '${long}' where kind = 'unit' and code = 'U07'`,
    `update subjects set name = '“引号”''"&' where kind = 'unit' and code = 'U08'`,
    `update topic_names set named = true, label = '<img src=x>' where topic = 'T001'`,
  );
  const written = await compose(dir, { kind: 'monthly' });
  const districts = section(written, '各区情况');
  expect(rows(districts)).toHaveLength(1);
  expect(districts.blocks.some((block: Block) => block.kind === 'chart')).toBe(false);
  const xml = strFromU8(unzipSync(await documentOf(written, { drawn: true }))['word/document.xml']!);
  expect(xml).toContain('&lt;script&gt;');
  expect(xml).not.toContain('<script');
  expect(xml).toContain(long);
  const special = await compose(dir, { kind: 'special', about: `unit:${long}` });
  expect(special.title).toBe(`${long}2026年1月民情专报`);
});

test('the command writes the same file twice, and a PDF where LibreOffice is', async () => {
  const [first, second] = [join(folder, 'a.docx'), join(folder, 'b.docx')];
  for (const file of [first, second]) {
    const { stdout } = await must('briefing', city, '--kind', 'weekly', '--out', file, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ file, kind: 'weekly', edition: null, as_of: '2026-02-01 00:00:00' });
  }
  expect(readFileSync(first).equals(readFileSync(second))).toBe(true);
  const withPdf = await command('briefing', city, '--kind', 'daily', '--out', join(folder, 'c.docx'), '--pdf');
  if (officeIsThere()) {
    expect(withPdf.status).toBe(0);
    const pdf = readFileSync(join(folder, 'c.pdf'));
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const text = spawnSync('pdftotext', [join(folder, 'c.pdf'), '-'], { encoding: 'utf8' });
    if (text.status === 0) expect(text.stdout.replace(/\s/g, '')).toContain('云州市2026年1月31日民情日报');
  } else {
    expect(withPdf.status).toBe(2);
    expect(withPdf.stderr).toMatch(/LibreOffice.*not on this machine\n {2}fix: /);
    expect(existsSync(join(folder, 'c.docx'))).toBe(false);
  }
});

function officeIsThere(): boolean {
  try {
    return Boolean(findOffice());
  } catch {
    return false;
  }
}

test.each<[string, BriefingOptions, RegExp]>([
  ['a period that has not ended', { kind: 'monthly', period: '2026-02' }, /has not ended/],
  ['a period of another kind', { kind: 'daily', period: '2026-01' }, /covers a day/],
  ['no period at all', { kind: 'monthly', period: '2026-13' }, /is no period/],
  ['a special report about nothing', { kind: 'special' }, /--about/],
  ['a monthly one about something', { kind: 'monthly', about: 'unit:U07' }, /--about/],
  ['a special report about what is not there', { kind: 'special', about: 'unit:没有' }, /there is no unit/],
  ['another file type', { kind: 'monthly', out: 'x.pdf' }, /\.docx/],
  ['a folder that is not there', { kind: 'monthly', out: '/no/such/x.docx' }, /no such folder/],
])('%s is told', async (_, options, message) => {
  const told = await briefing(city, options, true).then(() => '', asText);
  expect(told).toMatch(message);
  expect(told).toMatch(/\n {2}fix: /);
});

const asText = (error: unknown): string => {
  if (error instanceof UserError) return error.text;
  throw error;
};
