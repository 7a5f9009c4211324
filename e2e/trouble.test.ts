import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answer, command, must } from './command.ts';

/** Bad input: one clear message with file, row or line, and fix; what is stored stays; the other files are processed. */
let folder: string;
let site: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'minqing-trouble-'));
  site = join(folder, 'site');
  mkdirSync(join(site, 'contracts'), { recursive: true });
  mkdirSync(join(site, 'exports'));
  writeFileSync(join(site, 'site.yaml'), 'id: trouble\nname: 麻烦市\ndemo: true\n');
  writeFileSync(join(site, 'contracts', 'orders.yaml'), contract);
  writeExport('good.csv', 'A1,2024-03-05 10:00:00,城管局,路灯不亮');
  await must('run', site);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const contract = `kind: orders
files: ["**"]
header: [工单编号]
dates: ['%Y-%m-%d %H:%M:%S']
columns:
  order_id: { from: [工单编号], required: true }
  received_at: { from: [受理时间], required: true }
  unit: { from: [承办单位] }
  body: { from: [内容], mask: text }
`;
const header = '工单编号,受理时间,承办单位,内容';
const writeExport = (name: string, ...rows: string[]) =>
  writeFileSync(join(site, 'exports', name), [header, ...rows, ''].join('\n'));
const ordersLanded = async () =>
  (await answer<{ tables: { table: string; rows: number }[] }>('digest', site)).tables.find(
    ({ table }) => table === 'landed_orders',
  )!.rows;

/** Runs with one bad export and one good one beside it: the bad one is told, the good one is taken. */
async function withBadExport(name: string, content: string | Uint8Array): Promise<string> {
  const before = await ordersLanded();
  const bad = join(site, 'exports', name);
  writeFileSync(bad, content);
  writeExport(`beside-${name}.csv`, `B-${name},2024-03-06 10:00:00,城管局,井盖缺失`);
  const ended = await command('run', site);
  expect(ended.status).toBe(1);
  expect(ended.stdout + ended.stderr).toContain(name);
  expect(ended.stdout + ended.stderr).toMatch(/fix: /);
  expect(ended.stdout + ended.stderr).not.toMatch(/\n\s+at /);
  rmSync(bad);
  expect(await ordersLanded()).toBe(before + 1);
  return ended.stdout + ended.stderr;
}

test('a missing required column', async () => {
  expect(await withBadExport('no-time.csv', '工单编号,承办单位\nC1,城管局\n')).toMatch(/受理时间|received_at/);
});

test('an empty export', async () => {
  expect(await withBadExport('empty.csv', '')).toMatch(/empty/);
});

test('an export with a header and nothing else', async () => {
  await withBadExport('header-only.csv', `${header}\n`);
});

test('an export that is no text and no workbook', async () => {
  await withBadExport(
    'picture.csv',
    new Uint8Array(4096).map((_, i) => (i * 7919) % 256),
  );
});

test('an old .xls workbook is refused with a way out', async () => {
  const magic = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
  expect(await withBadExport('old.xls', new Uint8Array([...magic, ...new Uint8Array(2000)]))).toMatch(/xlsx/);
});

test('a truncated workbook', async () => {
  await withBadExport('cut.xlsx', Buffer.from('PK\x03\x04 and then nothing more of it'));
});

test('a typo in a contract names file and line, and nothing is touched', async () => {
  const file = join(site, 'contracts', 'orders.yaml');
  const before = await ordersLanded();
  writeFileSync(file, contract.replace('received_at:', 'recieved_at:'));
  const ended = await command('run', site);
  expect(ended.status).toBe(2);
  expect(ended.stderr).toMatch(/orders\.yaml:7/);
  expect(ended.stderr).toMatch(/recieved_at/);
  writeFileSync(file, contract);
  await must('run', site);
  expect(await ordersLanded()).toBe(before);
});

test('a row that cannot be read is refused alone, and taken once the contract is mended', async () => {
  writeExport('dates.csv', 'D1,2024-03-07 10:00:00,城管局,积水', 'D2,7.3.2024,城管局,积水');
  await must('run', site);
  const { causes } = await answer<{ causes: { reason: string; shapes: string[]; example: string }[] }>('rejects', site);
  expect(causes).toHaveLength(1);
  expect(causes[0]).toMatchObject({ example: 'dates.csv:3', shapes: ['9.9.9999'] });
  writeFileSync(join(site, 'contracts', 'orders.yaml'), contract.replace("['%Y", "['%d.%m.%Y', '%Y"));
  await must('run', site);
  expect((await answer<{ causes: unknown[] }>('rejects', site)).causes).toEqual([]);
});

test('the same bytes under another name change nothing', async () => {
  const before = await ordersLanded();
  copyFileSync(join(site, 'exports', 'good.csv'), join(site, 'exports', 'good again.csv'));
  await must('run', site);
  expect(await ordersLanded()).toBe(before);
});

test('an export that grows is a new export; its old rows are recognised as repeated', async () => {
  appendFileSync(join(site, 'exports', 'good.csv'), 'A2,2024-03-08 10:00:00,城管局,占道\n');
  await must('run', site);
  const status = await answer<{ partitions: { asset: string; rows: number }[] }>('status', site);
  const orders = status.partitions.filter(({ asset }) => asset === 'orders').reduce((sum, { rows }) => sum + rows, 0);
  const distinct = new Set(
    readFileSync(join(site, 'exports', 'good.csv'), 'utf8')
      .split('\n')
      .slice(1, -1)
      .map((line) => line.split(',')[0]),
  );
  expect(orders).toBeGreaterThanOrEqual(distinct.size);
  expect(await command('doctor', site)).toMatchObject({ status: 0 });
});
