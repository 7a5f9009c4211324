import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ExcelJS from 'exceljs';
import { beforeAll, describe, expect, test } from 'vitest';
import { orders as ordersAsset } from '../assets/orders.ts';
import { TrialSite } from './trial-site.ts';

const data = resolve(process.env.MINQING_EVAL ?? '', 'data');
const sites = fileURLToPath(new URL('../../fixtures/sites/', import.meta.url));

beforeAll(() => {
  process.env.MINQING_EVAL = resolve(process.env.MINQING_EVAL ?? '');
  process.env.MINQING_RESIDENT_KEY = 'ab'.repeat(32);
});

async function landSite(name: string): Promise<TrialSite> {
  const trial = await TrialSite.open({});
  cpSync(join(sites, name), trial.dir, { recursive: true });
  const { setAside } = await trial.land();
  expect(setAside).toEqual([]);
  expect([...trial.failures]).toEqual([]);
  for (const { code, name: own, aliases, parent } of trial.site.regions)
    for (const each of [own, ...aliases])
      await trial.warehouse.run('insert into region_names values ($each, $code, $level, $parent)', {
        each,
        code,
        level: parent ? 'street' : 'district',
        parent,
      });
  for (const { code, name: own, aliases } of trial.site.units)
    for (const each of [own, ...aliases])
      await trial.warehouse.run('insert into unit_names values ($each, $code)', { each, code });
  return trial;
}

/** The cells of a sheet as another reader sees them. */
async function readByExcelJs(file: string): Promise<unknown[][]> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(join(data, 'tipdm2020c', file));
  const rows: unknown[][] = [];
  book.worksheets[0]!.eachRow((row) => rows.push((row.values as unknown[]).slice(1)));
  return rows.slice(1);
}

const timeText = (value: unknown): string => {
  if (value instanceof Date) return value.toISOString().slice(0, 19).replace('T', ' ');
  const [, y, m, d, h = '0', i = '0', s = '0'] = /^(\d+)\/(\d+)\/(\d+)(?: (\d+):(\d+):(\d+))?$/.exec(
    String(value).trim(),
  )!;
  const two = (part: string | undefined) => part!.padStart(2, '0');
  return `${y}-${two(m)}-${two(d)} ${two(h)}:${two(i)}:${two(s)}`;
};

describe.each([
  ['tipdm-replies', '附件4.xlsx', 2816, 'closed_at', 6],
  ['tipdm-messages', '附件3.xlsx', 4326, 'likes', 6],
] as const)('%s', (site, file, rows, column, index) => {
  test('every message is landed, with the times another reader reads', async () => {
    const trial = await landSite(site);
    expect(await trial.warehouse.row('select "read", ignored, accepted, rejected from files')).toEqual({
      read: rows + 1,
      ignored: 1,
      accepted: rows,
      rejected: 0,
    });
    const expected = (await readByExcelJs(file)).map((cells) => ({
      order_id: String(cells[0]),
      received_at: timeText(cells[3]),
      [column]: column === 'likes' ? Number(cells[index]) : timeText(cells[index]),
    }));
    expect(
      await trial.warehouse.rows(`select order_id, received_at, ${column} from landed_orders order by "row"`),
    ).toEqual(expected);
    const people = await trial.warehouse.row<{ n: number; raw: number }>(
      `select count(distinct resident) as n, count(*) filter (not regexp_full_match(resident, '[0-9a-f]{16}')) as raw from landed_orders`,
    );
    expect(people!.raw).toBe(0);
    expect(people!.n).toBe(
      new Set((await readByExcelJs(file)).map((cells) => String(cells[1]).trim().toUpperCase())).size,
    );
    const orders = await trial.staged<{ district: string; unit: string }>(ordersAsset);
    expect(orders).toHaveLength(new Set(expected.map(({ order_id }) => order_id)).size);
    trial.close();
  });
});

test('pingshan2018: on-time verdicts, units by number, streets, two months missing', async () => {
  const trial = await landSite('pingshan2018');
  expect(await trial.warehouse.row('select "read", ignored, accepted, rejected from files')).toEqual({
    read: 10_001,
    ignored: 1,
    accepted: 10_000,
    rejected: 0,
  });
  const orders = await trial.staged<{
    month: string;
    on_time: boolean | null;
    unit: string;
    street: string;
    district: string;
    kind: string | null;
    body: null;
  }>(ordersAsset);
  expect(orders).toHaveLength(10_000);
  expect(orders.filter(({ on_time }) => on_time === true)).toHaveLength(9071);
  expect(orders.filter(({ on_time }) => on_time === false)).toHaveLength(924);
  expect(new Set(orders.map(({ month }) => month))).toEqual(
    new Set(['2018-02', '2018-03', '2018-06', '2018-07', '2018-08', '2018-09', '2018-10', '2018-11', '2018-12']),
  );
  expect(orders.filter(({ unit }) => unit === '1536')).toHaveLength(1286);
  expect(orders.filter(({ unit }) => unit === '8484')).toHaveLength(385 + 267);
  expect(orders.filter(({ street }) => street === '104')).toHaveLength(2737);
  expect(orders.filter(({ district }) => district === 'unassigned').length).toBeLessThan(11);
  expect(orders.filter(({ kind }) => kind === null)).toHaveLength(20);
  trial.close();
});
