import type ExcelJS from 'exceljs';
import type { AnnexGroup, AnnexSubject } from './annex-subjects.ts';

export type CellValue = string | number | null;

/** A block of columns under one merged header. */
export interface AnnexBlock {
  header: string;
  columns: { header: string; format?: string; width?: number }[];
  /** One entry per column; undefined where the subject has no row. */
  cells: (subject: AnnexSubject) => CellValue[] | undefined;
}

export interface AnnexSheet {
  name: string;
  title: string;
  notes: string[];
  groups: readonly AnnexGroup[];
  blocks: readonly AnnexBlock[];
}

const line = { style: 'thin' as const, color: { argb: 'FF9AA5B1' } };
const border = { top: line, bottom: line, left: line, right: line };
const shade = (argb: string) => ({ type: 'pattern' as const, pattern: 'solid' as const, fgColor: { argb } });

/** Adds one sheet: title, notes, two header rows (blocks merged over their columns), the subjects by group. */
export function addAnnexSheet(book: ExcelJS.Workbook, { name, title, notes, groups, blocks }: AnnexSheet): void {
  const sheet = book.addWorksheet(name, {
    pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  });
  const width = 1 + blocks.reduce((sum, block) => sum + block.columns.length, 0);
  sheet.addRow([title]).font = { bold: true, size: 16 };
  sheet.mergeCells(1, 1, 1, Math.min(width, 12));
  for (const note of notes) {
    const row = sheet.addRow([note]);
    sheet.mergeCells(row.number, 1, row.number, Math.min(width, 12));
    row.font = { size: 9, color: { argb: 'FF52606D' } };
  }
  const top = notes.length + 2;
  sheet.addRow(['单位', ...blocks.flatMap(({ header, columns }) => columns.map((_, i) => (i === 0 ? header : null)))]);
  sheet.addRow([null, ...blocks.flatMap(({ columns }) => columns.map((column) => column.header))]);
  sheet.mergeCells(top, 1, top + 1, 1);
  let column = 2;
  for (const { columns } of blocks) {
    if (columns.length > 1) sheet.mergeCells(top, column, top, column + columns.length - 1);
    for (const { format, width: columnWidth = 11 } of columns) {
      sheet.getColumn(column).width = columnWidth;
      if (format) sheet.getColumn(column).numFmt = format;
      column++;
    }
  }
  sheet.getColumn(1).width = 30;
  for (const header of [top, top + 1])
    for (let at = 1; at <= width; at++) {
      const cell = sheet.getCell(header, at);
      cell.font = { bold: true };
      cell.alignment = { horizontal: 'center', vertical: 'middle', wrapText: true };
      cell.fill = shade('FFE4E7EB');
      cell.border = border;
    }
  for (const { heading, subjects } of groups) {
    const shown = subjects.map((subject) => ({ subject, cells: blocks.map((block) => block.cells(subject)) }));
    const known = shown.filter(({ cells }) => cells.some((own) => own !== undefined));
    if (known.length === 0) continue;
    if (heading !== '全市') {
      const row = sheet.addRow([heading]);
      sheet.mergeCells(row.number, 1, row.number, width);
      row.font = { bold: true };
      row.getCell(1).fill = shade('FFF5F7FA');
    }
    for (const { subject, cells } of known) {
      const values = cells.flatMap((own, i) => own ?? blocks[i]!.columns.map((_, at) => (at === 0 ? '不适用' : null)));
      const row = sheet.addRow([subject.name, ...values]);
      if (subject.kind === 'city') row.font = { bold: true };
      row.eachCell({ includeEmpty: true }, (cell, at) => {
        cell.border = border;
        if (at > 1) cell.alignment = { horizontal: typeof cell.value === 'number' ? 'right' : 'center' };
      });
    }
  }
  sheet.views = [{ state: 'frozen', xSplit: 1, ySplit: top + 1 }];
}
