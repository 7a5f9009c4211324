import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { UserError } from '../user-error.ts';
import { eventsOf } from './workbench.ts';

interface Score {
  f1: number;
  precision: number;
  meanBestJaccard: number;
  events: { event: string; jaccard: number }[];
}

/** Every group of two or more, typed or not; and every event of the table has a group of its own. */
const floors = { f1: 0.92, jaccard: 0.8, ofOneEvent: 0.7 };

test('event groups of 附件3 against the hand-made table, the same whatever the order of rows', async () => {
  const folder = process.env.MINQING_EVAL;
  if (!folder) throw new UserError('MINQING_EVAL is not set', { fix: 'name the folder with data/ and eval/' });
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(join(folder, 'data', 'tipdm2020c', '附件3.xlsx'));
  const [header, ...rows] = cells(book.worksheets[0]!);
  const found = await eventsIn(header!, rows);
  const score = scoreOf(folder, found);
  expect(score.precision).toBe(1);
  expect(score.f1).toBeGreaterThanOrEqual(floors.f1);
  expect(score.meanBestJaccard).toBeGreaterThanOrEqual(floors.jaccard);
  for (const { event, jaccard } of score.events)
    expect(jaccard, `event ${event}`).toBeGreaterThanOrEqual(floors.ofOneEvent);
  // A fixed shuffle: every 1,009th row, over and over; 1,009 is prime to the number of rows.
  const shuffled = rows.map((_, i) => rows[(i * 1009) % rows.length]!);
  expect(new Set(shuffled).size).toBe(rows.length);
  for (const again of [rows, shuffled]) expect(await eventsIn(header!, again)).toEqual(found);
});

function eventsIn(header: string[], rows: string[][]): Promise<{ id: string; event: number }[]> {
  const column = (name: string) => rows.map((row) => row[header.indexOf(name)] ?? '');
  return eventsOf({
    ids: column('留言编号'),
    titles: column('留言主题'),
    bodies: column('留言详情'),
    times: column('留言时间').map(padded),
    residents: column('留言用户'),
  });
}

function scoreOf(folder: string, found: readonly { id: string; event: number }[]): Score {
  const scratch = mkdtempSync(join(tmpdir(), 'minqing-events-'));
  try {
    const file = join(scratch, 'events.csv');
    writeFileSync(file, `id,event\n${found.map(({ id, event }) => `${id},${event}\n`).join('')}`);
    const reference = join(folder, 'data', 'tipdm2020c', 'events.csv');
    return JSON.parse(
      execFileSync(process.execPath, [join(folder, 'eval', 'events.mjs'), reference, file], { encoding: 'utf8' }),
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function cells(sheet: ExcelJS.Worksheet): string[][] {
  const rows: string[][] = [];
  sheet.eachRow((row) => {
    const values = (row.values as unknown[]).slice(1);
    rows.push(values.map((value) => (value instanceof Date ? value.toISOString().slice(0, 19) : String(value ?? ''))));
  });
  return rows;
}

/** `2020/1/5 9:03:07` as an ISO time. */
const padded = (time: string): string =>
  time.replace(/^(\d+)\/(\d+)\/(\d+) (\d+):/, (_, year: string, ...rest: string[]) => {
    const [month, day, hour] = rest.slice(0, 3).map((part) => part.padStart(2, '0'));
    return `${year}-${month}-${day} ${hour}:`;
  });
