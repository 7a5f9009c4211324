import { UserError } from '../../user-error.ts';
import { comparable, mostColumns } from '../source/header.ts';
import { cellsOf, RecordScanner } from '../source/records.ts';
import { openSource, type Source } from '../source/source.ts';
import { headerSays } from './dictionary.ts';
import { glimpse } from './glimpse.ts';
import { type HeaderRow, headerRowOf } from './header-row.ts';
import { probe } from './probe.ts';

/** How much of a file is looked at. */
export interface SampleLimits {
  /** So many rows from the beginning, and at most so many spread over what follows. */
  rows: number;
  /** No more than this is read of a file. */
  bytes: number;
}

export const usualLimits: SampleLimits = { rows: 5_000, bytes: 256 << 20 };

/** Rows of one table of an export, as texts. */
export interface Sample {
  /** Header names as written, one per cell. */
  header: string[];
  /** What stands in the rows above the header. May hold names: not to be shown. */
  titles: string[];
  /** Trimmed cells, cut after 400 characters; as many per row as the header has. */
  rows: string[][];
  /** First cells of rows that look like a total or a signature. */
  footers: string[];
  /** Rows read, of which `rows` were kept. */
  read: number;
  /** False when the file goes on after what was read. */
  whole: boolean;
  /** Index of the sheet in a workbook; 0 else. */
  sheet: number;
  format: Source['format'];
  encoding: string;
}

/**
 * Reads a sample of each table of an export: its first rows and others spread over the file. Of a workbook each sheet that has a
 * header of its own is a table; sheets with the same header are one.
 * @throws UserError when the export cannot be read or has no header.
 */
export async function sampleOf(path: string, limits: SampleLimits = usualLimits): Promise<Sample[]> {
  const seen = await glimpse(path);
  if (seen.shape === 'json') return [await sampleObjects(path, seen.keys, limits)];
  if (seen.shape === 'parquet')
    return [await sampleTable(path, { at: 0, header: seen.header, score: 1 }, { sheet: 0, titles: [] }, limits)];
  const headers = seen.tables.map((rows) => headerRowOf(rows));
  const above = (table: number): string[] => seen.tables[table]!.slice(0, headers[table]!.at).flat().filter(Boolean);
  if (seen.shape === 'delimited') {
    const likeliest = headers
      .flatMap((header, table) => (header ? [{ header, table }] : []))
      .sort((a, b) => b.header.score - a.header.score || b.header.header.length - a.header.header.length)[0];
    if (!likeliest) throw noHeader();
    return [await sampleTable(path, likeliest.header, { sheet: 0, titles: above(likeliest.table) }, limits)];
  }
  const samples: Sample[] = [];
  const met = new Set<string>();
  for (const [sheet, header] of headers.entries()) {
    if (!header || header.score < 1 || seen.tables[sheet]!.length <= header.at + 1) continue;
    const key = header.header.map(comparable).join('\u0000');
    if (met.has(key)) continue;
    met.add(key);
    samples.push(await sampleTable(path, header, { sheet, titles: above(sheet) }, limits));
  }
  if (samples.length === 0) throw noHeader();
  return samples;
}

const noHeader = (): UserError =>
  new UserError('no row in it looks like a header', {
    fix: 'put the names of the columns into one row above the data',
  });

const byKeys = (keys: readonly string[]) => probe([...keys], [...keys]);

function distinctNames(header: readonly string[]): string[] {
  const names = new Map<string, string>();
  for (const name of header) if (comparable(name) && !names.has(comparable(name))) names.set(comparable(name), name);
  return [...names.values()];
}

async function sampleTable(
  path: string,
  { header }: HeaderRow,
  place: Pick<Sample, 'sheet' | 'titles'>,
  limits: SampleLimits,
): Promise<Sample> {
  if (header.length > mostColumns)
    throw new UserError(`its header has ${header.length} columns; ${mostColumns} are read at most`, {
      fix: 'export only the columns that are needed',
    });
  const source = await openSource(path, probe(distinctNames(header)));
  const width = source.layout.header.length;
  const { rows, read, whole } = await spread(recordsOf(source, limits.bytes), limits);
  const footers = rows.map(firstFilled).filter((cell) => footerWord(cell) !== undefined);
  return {
    ...place,
    header: source.layout.header,
    rows: rows
      .filter((row) => footerWord(firstFilled(row)) === undefined)
      .map((row) => Array.from({ length: width }, (_, i) => bareCell(row[i] ?? ''))),
    footers: [...new Set(footers.map((cell) => footerWord(cell)!))],
    read,
    whole,
    format: source.format,
    encoding: source.encoding,
  };
}

/** A cell without Excel's `="…"`, as landing reads it. */
const bareCell = (cell: string): string => /^="(.*)"$/s.exec(cell)?.[1] ?? cell;

/** Keys differ from object to object: the header is every key met, in the order in which they come. */
async function sampleObjects(path: string, keysInText: readonly string[], limits: SampleLimits): Promise<Sample> {
  const known = keysInText.filter((key) => mostlyKnown(key));
  const source = await openSource(path, byKeys(known.length > 0 ? known : ['\u0001']));
  const { rows: objects, read, whole } = await spread(recordsOf(source, limits.bytes), limits);
  const keys = new Map<string, number>();
  const parsed = objects.flatMap(([text = '']) => {
    const value = parsedObject(text);
    for (const key of Object.keys(value ?? {})) if (!keys.has(key)) keys.set(key, keys.size);
    return value ? [value] : [];
  });
  const header = [...keys.keys()];
  if (header.length === 0)
    throw new UserError('it is JSON, but holds no objects with values', { fix: 'write one object per order' });
  if (header.length > mostColumns)
    throw new UserError(`its objects have ${header.length} keys`, { fix: 'export only the columns that are needed' });
  const rows = parsed.map((value) => header.map((key) => cellOf(value[key])));
  return { header, titles: [], rows, footers: [], read, whole, sheet: 0, format: 'jsonl', encoding: source.encoding };
}

const mostlyKnown = (key: string): boolean =>
  ['order_id', 'received_at', 'body', 'title', 'unit', 'call_id', 'in_at', 'closed_at', 'satisfaction'].some(
    (column) => headerSays(key, column) > 0.55,
  );

function parsedObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

const cellOf = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'object' ? '' : String(value).trim().slice(0, 400);

const footers = [
  '合计',
  '总计',
  '小计',
  '制表人',
  '填表人',
  '审核人',
  '统计人',
  '导出人',
  '说明',
  '备注',
  '注：',
  '注:',
];

const footerWord = (cell: string): string | undefined => footers.find((word) => cell.startsWith(word));

const firstFilled = (row: readonly string[]): string => row.find((cell) => cell !== '') ?? '';

/**
 * Visits every row of an export, all of the file but for a limit on bytes: for values that a sample would miss. Cells stand as in
 * the sample's header.
 */
export async function eachRow(
  path: string,
  { header, format }: Sample,
  bytes: number,
  visit: (row: readonly string[]) => void,
): Promise<void> {
  const json = format === 'jsonl';
  const source = await openSource(path, json ? byKeys(header) : probe(distinctNames(header)));
  for await (const record of recordsOf(source, bytes)) {
    if (record === 'more') return;
    const cells = record.cells();
    const value = json ? parsedObject(cells[0] ?? '') : undefined;
    if (!json) visit(cells);
    else if (value) visit(header.map((key) => cellOf(value[key])));
  }
}

/** Cells of the rows of a source that are not at fault, until so many bytes have been read. */
async function* recordsOf(source: Source, bytes: number): AsyncGenerator<{ cells: () => string[] } | 'more'> {
  const delimiter = source.format === 'jsonl' ? source.delimiter : source.delimiter.charCodeAt(0);
  let taken = 0;
  for await (const piece of source.lines) {
    const scanner = typeof delimiter === 'number' ? new RecordScanner(delimiter) : new LineScanner();
    for (let at = 0; at < piece.length && scanner.next(piece, at, true); at = scanner.following) {
      const [from, to] = [at, scanner.end];
      yield {
        cells: () => {
          const text = piece.toString('utf8', from, to);
          const [, fault, , ...cells] =
            typeof delimiter === 'number' ? cellsOf(text, source.delimiter) : objectLine(text, delimiter);
          return fault ? [] : source.format === 'jsonl' ? cells : cells.map((cell) => cell.trim().slice(0, 400));
        },
      };
    }
    taken += piece.length;
    if (taken > bytes) {
      yield 'more';
      return;
    }
  }
}

/** Row number, fault, tidiness, and the object, in which the delimiter cannot stand. */
const objectLine = (text: string, delimiter: string): string[] => text.split(delimiter);

/** Lines without quotes. */
class LineScanner {
  end = 0;
  following = 0;
  next(bytes: Buffer, start: number, _last: boolean): boolean {
    const newline = bytes.indexOf(0x0a, start);
    this.end = newline < 0 ? bytes.length : newline;
    this.following = this.end + 1;
    return true;
  }
}

/** The first rows, and then every nth: n doubles whenever there would be too many of them. */
async function spread(
  records: AsyncIterable<{ cells: () => string[] } | 'more'>,
  { rows: most }: SampleLimits,
): Promise<{ rows: string[][]; read: number; whole: boolean }> {
  const first: string[][] = [];
  let later: string[][] = [];
  let stride = 1;
  let read = 0;
  for await (const record of records) {
    if (record === 'more') return { rows: [...first, ...later], read, whole: false };
    read++;
    if (first.length < most) {
      const cells = record.cells();
      if (cells.some((cell) => cell !== '')) first.push(cells);
    } else if (read % stride === 0) {
      const cells = record.cells();
      if (cells.some((cell) => cell !== '')) later.push(cells);
      if (later.length >= 2 * most) {
        later = later.filter((_, i) => i % 2 === 1);
        stride *= 2;
      }
    }
  }
  return { rows: [...first, ...later], read, whole: true };
}
