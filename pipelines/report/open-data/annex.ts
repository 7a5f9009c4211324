import ExcelJS from 'exceljs';
import { harmless } from '../../csv.ts';
import { type AnnexBlock, addAnnexSheet, type CellValue } from './annex-sheet.ts';
import { type AnnexSubject, annexGroups, type Row, rowsOf } from './annex-subjects.ts';
import { dictionary } from './dictionary.ts';
import type { ExportedTable } from './exported-table.ts';
import { workbookBytes } from './workbook-bytes.ts';

/**
 * 通报附表: the newest period as a workbook for people. City first, then districts, streets and units in official order
 * and groups; headers merged; each figure with its interval, numerator, denominator and state in words.
 */
export async function annex(tables: readonly ExportedTable[]): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  const [site] = rowsOf(tables, 'site');
  const period = String(site?.period_label ?? '');
  const groups = annexGroups(tables);
  const notes = [
    `${site?.name ?? ''}　${period}　${site?.edition ?? ''}　数据截至 ${site?.as_of ?? ''}　指标体系：${site?.framework ?? ''}`,
    '区间为 95% 区间；名次区间为 90%。空格表示没有可比的数；不能给出的数以文字写明原因。',
  ].map(harmless);
  const nodes = rowsOf(tables, 'nodes');
  const sheet = (name: string, title: string, blocks: AnnexBlock[]) =>
    addAnnexSheet(book, { name, title: `${period}${title}`, notes, groups, blocks });
  sheet('得分', '民情评价得分', scoreBlocks(tables, nodes));
  for (const dimension of nodes.filter(({ kind }) => kind === 'dimension')) {
    const own = nodes.filter((node) => node.kind === 'indicator' && node.dimension === dimension.node);
    const name = sheetName(`指标值 ${dimension.node}`);
    if (own.length > 0) sheet(name, `${dimension.name}：指标值`, figureBlocks(tables, own));
  }
  sheet('态势', '态势（只陈列，不计分）', situationBlocks(tables));
  addDictionarySheet(book, tables);
  return workbookBytes(book);
}

/** What a sheet may be called in every spreadsheet program. */
const sheetName = (name: string): string => name.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31);

const keyOf = ({ kind, slug }: Row | AnnexSubject): string => `${kind}/${slug}`;
const isNewest = ({ newest }: Row): boolean => newest === true;
const words = (state: unknown, provisional: unknown): string =>
  [state, provisional ? '初步数' : ''].filter((text) => text).join('，');

function scoreBlocks(tables: readonly ExportedTable[], nodes: readonly Row[]): AnnexBlock[] {
  const ranks = index(rowsOf(tables, 'ranks', isNewest), (row) => `${keyOf(row)}/${row.node}`);
  const scores = index(rowsOf(tables, 'scores', isNewest), (row) => `${keyOf(row)}/${row.node}`);
  return nodes
    .filter(({ kind }) => kind !== 'indicator')
    .map(({ node, name }) => ({
      header: harmless(`${node === 'index' ? '' : `${node} `}${name}`),
      columns: [
        { header: '得分', format: '0.0', width: 18 },
        { header: '区间', width: 13 },
        { header: '名次', format: '0' },
        { header: '名次区间' },
        { header: '较上期', format: '+0.0;-0.0;0.0' },
        { header: '变化' },
      ],
      cells: (subject) => {
        const score = scores.get(`${keyOf(subject)}/${node}`);
        const rank = ranks.get(`${keyOf(subject)}/${node}`);
        return (
          score && [
            number(score.score) ?? words(score.state_text, false),
            span(score.low, score.high, 1),
            number(rank?.rank),
            rank ? (text(rank.state_text) ?? `${rank.low}–${rank.high}`) : null,
            number(score.previous_difference),
            text(score.previous_verdict),
          ]
        );
      },
    }));
}

function figureBlocks(tables: readonly ExportedTable[], indicators: readonly Row[]): AnnexBlock[] {
  const figures = index(rowsOf(tables, 'figures', isNewest), (row) => `${keyOf(row)}/${row.indicator}`);
  return indicators.map(({ node, name, measure }) => ({
    header: harmless(`${node} ${name}（${measure}）`),
    columns: [
      { header: '值', format: measure === '%' || measure === 'pp' ? '0.0%' : '0.00', width: 18 },
      { header: '区间', width: 15 },
      { header: '分子', format: '#,##0.##' },
      { header: '分母', format: '#,##0.##' },
      { header: '样本', format: '#,##0' },
      { header: '说明', width: 18 },
    ],
    cells: (subject) => {
      const figure = figures.get(`${keyOf(subject)}/${node}`);
      const share = measure === '%' || measure === 'pp';
      return (
        figure && [
          number(figure.value) ?? (words(figure.state_text, false) || '本期没有可计的数'),
          share ? span(figure.low, figure.high, 1, 100, '%') : span(figure.low, figure.high, 2),
          number(figure.numerator),
          number(figure.denominator),
          number(figure.n),
          words(figure.value === null ? '' : figure.state_text, figure.provisional),
        ]
      );
    },
  }));
}

function situationBlocks(tables: readonly ExportedTable[]): AnnexBlock[] {
  const rows = rowsOf(tables, 'situation', isNewest);
  const counts = index(rows, (row) => `${keyOf(row)}/${row.measure}`);
  const measures = new Map(rows.map((row) => [String(row.measure), Number(row.place)]));
  const ordered = [...measures].sort(([a, i], [b, j]) => i - j || (a < b ? -1 : 1));
  return ordered.map(([measure]) => ({
    header: harmless(measure),
    columns: [
      { header: '本期', format: '#,##0.##', width: 18 },
      { header: '上期', format: '#,##0.##' },
      { header: '上年同期', format: '#,##0.##' },
    ],
    cells: (subject) => {
      const count = counts.get(`${keyOf(subject)}/${measure}`);
      return count && [number(count.value) ?? text(count.state_text), number(count.previous), number(count.year_ago)];
    },
  }));
}

function addDictionarySheet(book: ExcelJS.Workbook, tables: readonly ExportedTable[]): void {
  const sheet = book.addWorksheet('说明');
  sheet.columns = [{ width: 16 }, { width: 22 }, { width: 60 }, { width: 10 }];
  sheet.addRow(['表', '列', '含义', '单位']).font = { bold: true };
  for (const { name, columns } of tables)
    if (['scores', 'ranks', 'figures', 'situation'].includes(name))
      for (const { name: column, description } of columns)
        sheet.addRow([dictionary.tables[name]!.title, column, description.text, description.unit ?? '']);
}

const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const text = (value: unknown): CellValue => (typeof value === 'string' && value !== '' ? harmless(value) : null);

function span(low: unknown, high: unknown, digits: number, times = 1, unit = ''): string | null {
  if (typeof low !== 'number' || typeof high !== 'number') return null;
  return `${(low * times).toFixed(digits)}–${(high * times).toFixed(digits)}${unit}`;
}

const index = (rows: readonly Row[], key: (row: Row) => string): Map<string, Row> =>
  new Map(rows.map((row) => [key(row), row]));
