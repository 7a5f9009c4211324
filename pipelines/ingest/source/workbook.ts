import { canonicalColumns } from '../canonical.ts';
import type { Contract } from '../contract.ts';
import { checkWidth, comparable, findHeader, headerMissing, headerWithin, type Layout, layoutOf } from './header.ts';
import { LineBuffer } from './line-buffer.ts';
import { longestRecord } from './records.ts';
import type { Source } from './source.ts';
import { epoch1904, readParts } from './workbook-parts.ts';
import { sheetRows } from './workbook-rows.ts';
import type { ZipArchive } from './zip.ts';

/** Row r of the nth sheet that has a header is row `(n − 1) × sheetStep + r`; Excel has fewer rows than this. */
const sheetStep = 10_000_000;

interface SheetPlan {
  path: string;
  /** Rows down to and with the header, or undefined for a sheet without one. */
  headerRows: number | undefined;
  /** Which of its cells goes where. */
  order: (number | undefined)[];
}

/**
 * Opens an .xlsx: every sheet that has the header is read, below it.
 * @throws UserError when it is no workbook, is damaged, or no sheet has the header.
 */
export async function openWorkbook(archive: ZipArchive, contract: Contract): Promise<Source> {
  const parts = await readParts(archive);
  const plans: SheetPlan[] = [];
  let layout: Layout | undefined;
  let likely: string[][] = [];
  for (const sheet of parts.sheets) {
    const rows: string[][] = [];
    for await (const { cells } of sheetRows(archive, sheet, parts)) if (rows.push(cells) === headerWithin) break;
    if (likely.length === 0) likely = rows;
    const at = findHeader(rows, contract);
    if (at < 0) plans.push({ path: sheet, headerRows: undefined, order: [] });
    else {
      const header = [...rows[at]!];
      while (header.length > 1 && header.at(-1)!.trim() === '') header.pop();
      checkWidth(header, at + 1);
      const own = layoutOf(header, contract);
      layout ??= own;
      plans.push({ path: sheet, headerRows: at + 1, order: orderOf(layout, own) });
    }
  }
  if (!layout) throw headerMissing(likely, contract, '');
  const width = layout.header.length;
  const mapped = new Set([...layout.cells.values()].flat());
  const times = parts.epoch === epoch1904 ? timeCells(layout, contract) : [];
  let rows = 0;
  const passed: Record<string, number> = {};
  const pass = (reason: string, n = 1) => {
    if (n > 0) passed[reason] = (passed[reason] ?? 0) + n;
  };

  async function* lines(): AsyncGenerator<Buffer> {
    const out = new LineBuffer(',');
    let read = 0;
    for (const { path: sheet, headerRows, order } of plans) {
      let seen = 0;
      let previous = 0;
      let leftOut = 0;
      for await (const { number, cells, uncomputed } of sheetRows(archive, sheet, parts)) {
        // Blank rows may be left out of the file; people count them, up to the last row that holds something.
        leftOut += Math.max(0, number - previous - 1);
        previous = number;
        if (cells.some((cell) => cell.trim() !== '')) {
          pass(headerRows === undefined ? 'other sheet' : 'blank', leftOut);
          rows += leftOut;
          leftOut = 0;
        }
        rows++;
        seen++;
        if (headerRows === undefined) pass('other sheet');
        else if (seen < headerRows) pass('title');
        else if (seen === headerRows) pass('header');
        else {
          const row = read * sheetStep + number;
          const placed = order.map((from) => (from === undefined ? '' : (cells[from] ?? '')));
          for (const cell of times) placed[cell] = from1904(placed[cell] ?? '');
          const size = placed.reduce((sum, cell) => sum + cell.length, 0);
          const unknown = uncomputed?.some((cell) => mapped.has(order.indexOf(cell)));
          const fault = size > longestRecord / 3 ? 'long' : unknown ? 'formula' : '';
          out.cells(row, fault, fault ? order.map(() => '') : placed);
          if (out.length > 1 << 20) yield out.take();
        }
      }
      if (headerRows !== undefined) read++;
    }
    if (out.length > 0) yield out.take();
  }
  return {
    format: 'xlsx',
    encoding: 'utf-8',
    layout,
    delimiter: ',',
    width,
    lines: lines(),
    rows: () => rows,
    passedOver: () => passed,
  };
}

/** The cells that hold times. */
function timeCells({ cells }: Layout, { kind }: Contract): number[] {
  const times = canonicalColumns[kind].filter(({ sort }) => sort === 'time');
  return times.flatMap(({ name }) => cells.get(name) ?? []);
}

/** A day number of a workbook that counts from 1904, as one that counts from 1900 has it; other texts stay. */
const from1904 = (cell: string): string => (/^\d{5}(\.\d+)?$/.test(cell) ? String(Number(cell) + 1462) : cell);

/** For each cell of the first sheet's layout, the cell of another sheet that holds the same column. */
function orderOf(layout: Layout, own: Layout): (number | undefined)[] {
  const byName = new Map(own.header.map((name, i) => [comparable(name), i]));
  const order = layout.header.map((name) => byName.get(comparable(name)));
  for (const [column, cells] of layout.cells)
    for (const [i, at] of cells.entries()) order[at] = own.cells.get(column)?.[i];
  return order;
}
