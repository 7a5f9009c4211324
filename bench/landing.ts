/**
 * Landing with masking against the bare reading of the same file: a CSV of 20 columns against DuckDB's own read_csv into
 * a table, in UTF-8 and in GB18030; a workbook against exceljs's streaming reader. Prints ratios and peak memory.
 *   npx tsx bench/landing.ts [ROWS] [WORKBOOK_ROWS]
 */
import {
  createReadStream,
  createWriteStream,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse';
import ExcelJS from 'exceljs';
import { toGb18030 } from '../fixtures/city/gb18030.ts';
import { writeCity } from '../fixtures/city/generate.ts';
import { type Measured, measuredProcess } from './measured-process.ts';

const rows = Number(process.argv[2] ?? 1_000_000);
const workbookRows = Number(process.argv[3] ?? 100_000);
const minqing = fileURLToPath(new URL('../bin/minqing.mjs', import.meta.url));
const reader = fileURLToPath(new URL('./bare-reader.ts', import.meta.url));

const columns: Record<string, string> = {
  工单编号: 'order_id: { from: [工单编号], required: true }',
  受理时间: 'received_at: { from: [受理时间], required: true }',
  受理渠道: 'channel: { from: [受理渠道] }',
  工单类型:
    'kind: { from: [工单类型], values: { 投诉: [投诉], 举报: [举报], 求助: [求助], 咨询: [咨询], 建议: [建议] }, other: 其他 }',
  问题分类: "category1: { from: [问题分类], path: '->', level: 1 }",
  标题: 'title: { from: [标题] }',
  主要内容: 'body: { from: [主要内容] }',
  地址: 'place: { from: [地址] }',
  所属区: 'district: { from: [所属区] }',
  所属街道: 'street: { from: [所属街道] }',
  承办单位: 'unit: { from: [承办单位] }',
  来电人: 'name: { from: [来电人] }',
  联系电话: 'resident: { from: [联系电话] }',
  派单时间: 'dispatched_at: { from: [派单时间], lenient: true }',
  签收时间: 'signed_at: { from: [签收时间], lenient: true }',
  办理时限: 'due_at: { from: [办理时限], lenient: true }',
  办结时间: 'closed_at: { from: [办结时间], lenient: true }',
  重办次数: 'redo: { from: [重办次数], lenient: true }',
  满意度: 'satisfaction: { from: [满意度], lenient: true }',
  工单状态: 'status: { from: [工单状态] }',
};
const contract = `kind: orders
files: ["**"]
dates: ['%Y-%m-%d %H:%M:%S', '%Y/%m/%d %H:%M', '%Y年%m月%d日 %H:%M', excel]
columns:
${Object.values(columns)
  .map((line) => `  ${line}`)
  .join('\n')}
`;

const dir = mkdtempSync(join(tmpdir(), 'minqing-landing-'));
try {
  const table = await someOrders();
  const file = join(dir, 'orders.csv');
  await pipeline(lines(table, rows), createWriteStream(file));
  const gb = join(dir, 'orders-gb.csv');
  await pipeline(
    createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 }),
    async function* (pieces: AsyncIterable<string>) {
      for await (const piece of pieces) yield toGb18030(piece);
    },
    createWriteStream(gb),
  );
  const workbook = join(dir, 'orders.xlsx');
  await writeWorkbook(workbook, table, workbookRows);

  const bare = await measuredProcess(process.execPath, [
    '--import',
    'tsx',
    reader,
    'csv',
    file,
    join(dir, 'bare.duckdb'),
  ]);
  const utf8 = await landing('utf8', file);
  const gb18030 = await landing('gb18030', gb);
  const exceljs = await measuredProcess(process.execPath, ['--import', 'tsx', reader, 'xlsx', workbook]);
  const xlsx = await landing('xlsx', workbook);
  console.log(
    JSON.stringify(
      {
        rows,
        megabytes: Math.round(statSync(file).size / 2 ** 20),
        read_csv: told(bare),
        utf8: told(utf8),
        gb18030: told(gb18030),
        workbook_rows: workbookRows,
        exceljs: told(exceljs),
        xlsx: told(xlsx),
        'utf8 / read_csv': ratio(utf8, bare),
        'gb18030 / read_csv': ratio(gb18030, bare),
        'xlsx / exceljs': ratio(xlsx, exceljs),
      },
      null,
      1,
    ),
  );
} finally {
  rmSync(dir, { recursive: true, force: true });
}

/** Cells of the columns above of the generated city's orders, without the rows that are spoilt on purpose. */
async function someOrders(): Promise<string[][]> {
  const city = join(dir, 'city');
  const orders = Math.min(rows, 50_000);
  await writeCity(city, { orders, months: 12, seed: 1, text: 'short', layout: 'one-file' });
  const found: string[][] = [];
  let at: number[] | undefined;
  let cells = 0;
  const parser = createReadStream(join(city, 'exports', 'orders.csv')).pipe(
    parse({ bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true }),
  );
  for await (const row of parser as AsyncIterable<string[]>) {
    if (!at) {
      at = Object.keys(columns).map((name) => row.indexOf(name));
      cells = row.length;
    } else if (row.length === cells && row[at[0]!]) found.push(at.map((i) => row[i]!.replaceAll('\u0000', ' ')));
  }
  return found;
}

/** The orders again and again, each time with other numbers. */
async function* lines(table: readonly string[][], count: number): AsyncGenerator<string> {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  let piece = `${Object.keys(columns).join(',')}\n`;
  for (let i = 0; i < count; i++) {
    piece += `${numbered(table, i).map(cell).join(',')}\n`;
    if (piece.length > 1 << 20) {
      yield piece;
      piece = '';
    }
  }
  yield piece;
}

function numbered(table: readonly string[][], i: number): string[] {
  const order = table[i % table.length]!;
  return order.with(0, `${Math.floor(i / table.length)}-${order[0]}`);
}

async function writeWorkbook(path: string, table: readonly string[][], count: number): Promise<void> {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path, useSharedStrings: true, useStyles: false });
  const sheet = book.addWorksheet('工单');
  sheet.addRow(Object.keys(columns)).commit();
  for (let i = 0; i < count; i++) sheet.addRow(numbered(table, i)).commit();
  sheet.commit();
  await book.commit();
}

/** `minqing run --only landed` from nothing: start of the program, hash, landing, checks, digest. */
async function landing(name: string, path: string): Promise<Measured> {
  const site = join(dir, `site-${name}`);
  mkdirSync(join(site, 'contracts'), { recursive: true });
  mkdirSync(join(site, 'exports'));
  writeFileSync(join(site, 'site.yaml'), 'id: bench\nname: 测速市\ndemo: true\n');
  writeFileSync(join(site, 'contracts', 'orders.yaml'), contract);
  linkSync(path, join(site, 'exports', 'a'));
  const run = await measuredProcess(process.execPath, [minqing, 'run', site, '--only', 'landed', '--json']);
  rmSync(site, { recursive: true });
  return run;
}

function told({ seconds, cpuSeconds, peakMb }: Measured) {
  return { seconds: Math.round(seconds * 10) / 10, cpu_seconds: Math.round(cpuSeconds * 10) / 10, peak_mb: peakMb };
}

function ratio(a: Measured, b: Measured): number {
  return Math.round((a.seconds / b.seconds) * 100) / 100;
}
