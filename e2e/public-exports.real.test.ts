import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answer, must } from './command.ts';

/** The three public exports, from file to scores, with numbers worked out again from the files by other means. */
const data = join(process.env.MINQING_EVAL ?? '', 'data');
const sites = fileURLToPath(new URL('../fixtures/sites', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'minqing-public-'));
  process.env.MINQING_RESIDENT_KEY = '7'.repeat(64);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(name: string): Promise<string> {
  const site = join(folder, name);
  cpSync(join(sites, name), site, { recursive: true });
  await must('run', site);
  return site;
}

interface Explained {
  tree: { state: string; figure: { numerator: number; denominator: number; n: number } };
}

async function workbookRows(file: string): Promise<Record<string, unknown>[]> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(join(data, file));
  const [header, ...rows] = workbook.worksheets[0]!.getSheetValues().filter(Boolean) as unknown[][];
  const names = Array.from(header!, (name) => String(name ?? '').trim()); // counted from 1: the first is empty
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
}

/** `YYYY-MM` of a cell that is a date or one of the two ways the file writes it. */
function monthOf(cell: unknown): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, 7);
  const [year, month] = String(cell).split(/[-/]/);
  return `${year}-${month!.padStart(2, '0')}`;
}

test('Pingshan: the on-time rate of each month is the share of the verdicts in the file', async () => {
  const site = await run('pingshan2018');
  const rows: Record<string, string>[] = parse(readFileSync(join(data, 'pingshan2018', '民生诉求.csv')), {
    bom: true,
    columns: true,
  });
  for (const month of ['2018-07', '2018-10', '2018-11']) {
    const verdicts = rows
      .filter((row) => row.CREATE_TIME!.startsWith(month))
      .map((row) => row.INTIME_ARCHIVE_NUM)
      .filter((verdict) => verdict === '0' || verdict === '1');
    const { tree } = await answer<Explained>('explain', 'R32', site, '--period', month);
    expect(tree.figure).toMatchObject({
      numerator: verdicts.filter((verdict) => verdict === '1').length,
      denominator: verdicts.length,
    });
  }
  const { tree } = await answer<Explained>('explain', 'R51', site);
  expect(tree.state).toBe('unsupported');
});

test.each([
  ['tipdm-messages', 'tipdm2020c/附件3.xlsx', ['2019-03', '2019-11']],
  ['tipdm-replies', 'tipdm2020c/附件4.xlsx', ['2018-06', '2019-11']],
])(
  '%s: messages and people of a month are those in the file; what has no column is not available',
  async (name, file, months) => {
    const site = await run(name);
    const rows = await workbookRows(file);
    for (const month of months) {
      const own = rows.filter((row) => monthOf(row.留言时间) === month);
      const channels = await answer<{ counted: unknown[] }>('explain', 'P13', site, '--period', month, '--orders');
      expect(channels.counted).toHaveLength(own.length);
      const { tree } = await answer<Explained>('explain', 'P13', site, '--period', month);
      expect(tree.figure.n).toBe(new Set(own.map((row) => String(row.留言用户).trim())).size);
    }
    for (const indicator of ['R41', 'R51', 'P21'])
      expect((await answer<Explained>('explain', indicator, site)).tree.state).toBe('unsupported');
  },
);
