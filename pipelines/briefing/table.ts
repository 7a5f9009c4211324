import {
  AlignmentType,
  BorderStyle,
  LineRuleType,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx';
import type { Block, Column } from './blocks.ts';
import { readable } from './readable.ts';
import { type Face, font, size, textWidth } from './style.ts';

const thick = { style: BorderStyle.SINGLE, size: 12, color: '000000' };
const thin = { style: BorderStyle.SINGLE, size: 4, color: '9a9a9a' };
const middle = { style: BorderStyle.SINGLE, size: 6, color: '000000' };
const none = { style: BorderStyle.NONE, size: 0, color: 'auto' };

const alignments = { left: AlignmentType.LEFT, right: AlignmentType.RIGHT, center: AlignmentType.CENTER };

/** Tables of so few rows are not broken across pages; of longer ones no page gets a row or two alone. */
const unbroken = 8;

/** A table with rules above, below and under the head; the head is repeated on every page, no row is cut in two. */
export function tableOf({ columns, rows }: Extract<Block, { kind: 'table' }>): Table {
  const total = columns.reduce((sum, { width }) => sum + width, 0);
  const widths = columns.map(({ width }) => Math.floor((width / total) * textWidth));
  const kept = (i: number) => i < rows.length - 1 && (rows.length <= unbroken || i < 2 || i >= rows.length - 3);
  const row = (cells: readonly string[], face: Face, head: boolean, keepNext: boolean) =>
    new TableRow({
      cantSplit: true,
      tableHeader: head,
      children: columns.map((column, i) => cell(cells[i] ?? '', column, widths[i]!, face, head, keepNext)),
    });
  return new Table({
    width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    alignment: AlignmentType.CENTER,
    borders: { top: thick, bottom: thick, left: none, right: none, insideHorizontal: thin, insideVertical: none },
    rows: [
      row(
        columns.map(({ name }) => name),
        'heading',
        true,
        true,
      ),
      ...rows.map((cells, i) => row(cells, 'body', false, kept(i))),
    ],
  });
}

function cell(
  text: string,
  { align = 'left' }: Column,
  width: number,
  face: Face,
  head: boolean,
  keepNext: boolean,
): TableCell {
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    verticalAlign: VerticalAlign.CENTER,
    margins: { top: 30, bottom: 30, left: 70, right: 70 },
    ...(head && { borders: { bottom: middle } }),
    children: [
      new Paragraph({
        alignment: head && align !== 'left' ? AlignmentType.CENTER : alignments[align],
        keepNext,
        spacing: { line: 320, lineRule: LineRuleType.EXACT },
        children: [new TextRun({ text: readable(text), font: font(face), size: size.five })],
      }),
    ],
  });
}
