import { UserError } from '../../user-error.ts';
import { isDocument, memberBytes, membersOf } from '../source/archive.ts';
import { type Bytes, fileBytes, gunzipped, headOf, namelessCopy } from '../source/bytes.ts';
import { asUtf8, encodingOf, telling } from '../source/encoding.ts';
import { headerWithin } from '../source/header.ts';
import { jsonShape } from '../source/json-shape.ts';
import { kindOf } from '../source/kind.ts';
import { openParquet } from '../source/parquet.ts';
import { placeOf } from '../source/place.ts';
import { cellsOf, RecordScanner } from '../source/records.ts';
import { readParts } from '../source/workbook-parts.ts';
import { sheetRows } from '../source/workbook-rows.ts';
import { ZipArchive } from '../source/zip.ts';
import { probe } from './probe.ts';

/** The beginning of an export, before anything is known of it. */
export type Glimpse =
  /** The first rows of each sheet, or of a text taken apart by each delimiter it may have: one of them is right. */
  | { shape: 'sheets' | 'delimited'; tables: string[][][] }
  /** Objects; keys that stand in the beginning of the text, at any depth. */
  | { shape: 'json'; keys: string[] }
  /** The column names alone. */
  | { shape: 'parquet'; header: string[] };

/**
 * Looks at the first rows of an export in any format that ingest takes.
 * @throws UserError for what cannot be read, with a way out.
 */
export async function glimpse(path: string): Promise<Glimpse> {
  const { file, member } = await placeOf(path);
  return glimpseBytes(member === undefined ? fileBytes(file) : memberBytes(file, member));
}

async function glimpseBytes(bytes: Bytes): Promise<Glimpse> {
  const kind = kindOf(await headOf(bytes.pieces(), 4096));
  switch (kind) {
    case 'gzip':
      return glimpseBytes(gunzipped(bytes));
    case 'zip':
      return withPath(bytes, async (path) => {
        const archive = await ZipArchive.open(path);
        if (!isDocument(archive)) return glimpseBytes(await onlyMember(path));
        return { shape: 'sheets', tables: await firstRowsOfSheets(archive) };
      });
    case 'parquet':
      return withPath(bytes, async (path) => ({ shape: 'parquet', header: await parquetHeader(path) }));
    case 'text':
      return glimpseText(bytes);
  }
}

async function onlyMember(path: string): Promise<Bytes> {
  const { names = [] } = (await membersOf(path)) ?? {};
  if (names.length !== 1)
    throw new UserError(`it is an archive of ${names.length} files within another one`, {
      fix: 'unpack the outer one',
    });
  return memberBytes(path, names[0]!);
}

async function withPath<Result>(bytes: Bytes, read: (path: string) => Promise<Result>): Promise<Result> {
  if (bytes.path !== undefined) return read(bytes.path);
  const { path, release } = await namelessCopy(bytes);
  try {
    return await read(path);
  } finally {
    release();
  }
}

async function firstRowsOfSheets(archive: ZipArchive): Promise<string[][][]> {
  const parts = await readParts(archive);
  const tables: string[][][] = [];
  for (const sheet of parts.sheets) {
    const rows: string[][] = [];
    for await (const { cells } of sheetRows(archive, sheet, parts)) if (rows.push(cells) === headerWithin) break;
    tables.push(rows);
  }
  return tables;
}

async function parquetHeader(path: string): Promise<string[]> {
  const source = await openParquet(path, probe([]));
  const lines = source.lines[Symbol.asyncIterator]();
  await lines.next(); // only what has begun can be closed
  await lines.return?.();
  return source.layout.header;
}

async function glimpseText(bytes: Bytes): Promise<Glimpse> {
  const encoding = encodingOf(await telling(bytes.pieces()));
  const head = await headOf(asUtf8(bytes.pieces(), encoding), 1 << 20);
  const text = head.toString('utf8');
  if (jsonShape(text, () => true)) return { shape: 'json', keys: keysIn(text) };
  const newlines = head.includes('\r') ? (head.includes('\n') ? [0x0a, 0x0d] : [0x0d]) : [0x0a];
  const tables = newlines.flatMap((newline) =>
    [',', '\t', ';', '|'].map((delimiter) => firstRows(head, delimiter, newline)),
  );
  return { shape: 'delimited', tables };
}

function firstRows(head: Buffer, delimiter: string, newline: number): string[][] {
  const scanner = new RecordScanner(delimiter.charCodeAt(0), newline);
  const rows: string[][] = [];
  for (
    let at = 0;
    at < head.length && rows.length < headerWithin && scanner.next(head, at, true);
    at = scanner.following
  )
    rows.push(cellsOf(head.toString('utf8', at, scanner.end), delimiter));
  return rows;
}

function keysIn(text: string): string[] {
  const keys = new Set<string>();
  for (const [, key] of text.matchAll(/"((?:[^"\\\n]|\\.){1,80})"\s*:/g))
    try {
      keys.add(JSON.parse(`"${key}"`) as string);
    } catch {
      // a broken escape: no key
    }
  return [...keys];
}
