import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { byteOrderMark, csvLine } from '../../csv.ts';
import { UserError } from '../../user-error.ts';
import type { Edition } from '../edition.ts';
import { annex } from './annex.ts';
import { arrowTableFile } from './arrow-table-file.ts';
import { dataPackage, dictionaryLines } from './data-package.ts';
import { type ExportedTable, readPublished } from './exported-table.ts';
import { writeParquet } from './parquet-file.ts';

export const exportFormats = ['parquet', 'arrow', 'csv', 'xlsx'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const mediaTypes: Record<ExportFormat, string> = {
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.file',
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

export interface ExportRequest {
  /** Folder of published tables. */
  from: string;
  /** Folder to make; there is none of that name yet, or an empty one. */
  out: string;
  format: ExportFormat;
  edition: Edition;
  /** Id of the site: names the data package. */
  id: string;
}

export interface ExportedFile {
  file: string;
  rows: number;
}

/**
 * Writes the published tables as open data with their dictionary (`dictionary.csv`, `datapackage.json`), or as one
 * workbook. They are written to a neighbouring folder that takes its name when it is whole.
 * @throws UserError when nothing is published, or the folder cannot be made or holds something.
 */
export async function exportFiles({ from, out, format, edition, id }: ExportRequest): Promise<ExportedFile[]> {
  if (!existsSync(from))
    throw new UserError('nothing of this edition has been published yet', {
      where: from,
      fix: 'run `minqing run` first',
    });
  refuseTaken(out);
  const incoming = join(dirname(out), `.${basename(out)}.incoming`);
  makeFolder(incoming, out);
  try {
    const tables = readPublished(from);
    const files = await writeFiles(tables, incoming, format);
    if (format !== 'xlsx') writeDictionary(tables, incoming, { format, edition, id });
    if (existsSync(out)) rmSync(out, { recursive: true });
    renameSync(incoming, out);
    return files.map(({ file, rows }) => ({ file: join(out, file), rows }));
  } finally {
    rmSync(incoming, { recursive: true, force: true });
  }
}

async function writeFiles(
  tables: readonly ExportedTable[],
  folder: string,
  format: ExportFormat,
): Promise<ExportedFile[]> {
  const files = tables.map(({ name, rows }) => ({ file: `${name}.${format}`, rows }));
  switch (format) {
    case 'parquet':
      await writeParquet(tables, (name) => join(folder, `${name}.parquet`));
      return files;
    case 'arrow':
      for (const table of tables) writeFileSync(join(folder, `${table.name}.arrow`), arrowTableFile(table));
      return files;
    case 'csv':
      for (const table of tables) await pipeline(csvLines(table), createWriteStream(join(folder, `${table.name}.csv`)));
      return files;
    case 'xlsx': {
      const file = '通报附表.xlsx';
      writeFileSync(join(folder, file), await annex(tables));
      return [{ file, rows: tables.find(({ name }) => name === 'figures')!.rows }];
    }
  }
}

function writeDictionary(
  tables: readonly ExportedTable[],
  folder: string,
  { format, edition, id }: Pick<ExportRequest, 'format' | 'edition' | 'id'>,
): void {
  const value = (column: string) =>
    String(tables.find(({ name }) => name === 'site')!.columns.find(({ name }) => name === column)!.values[0] ?? '');
  writeFileSync(join(folder, 'dictionary.csv'), byteOrderMark + dictionaryLines(tables).join(''));
  writeFileSync(
    join(folder, 'datapackage.json'),
    dataPackage(
      tables.map((table) => ({ path: `${table.name}.${format}`, table })),
      { id, name: value('name'), edition, format, mediaType: mediaTypes[format], asOf: value('as_of') },
    ),
  );
}

function* csvLines({ columns, rows }: ExportedTable): Generator<string> {
  yield byteOrderMark + csvLine(columns.map(({ name }) => name));
  for (let row = 0; row < rows; row++) yield csvLine(columns.map(({ values }) => values[row]));
}

function refuseTaken(out: string): void {
  if (!existsSync(out)) return;
  const taken = statSync(out).isDirectory() ? readdirSync(out).length > 0 && 'it holds files already' : 'it is a file';
  if (taken) throw new UserError(taken, { where: out, fix: 'name a new or empty folder with --out' });
}

function makeFolder(incoming: string, out: string): void {
  try {
    rmSync(incoming, { recursive: true, force: true });
    for (const folder of missingFolders(incoming)) mkdirSync(folder);
  } catch (error) {
    throw new UserError(`the folder cannot be made: ${(error as NodeJS.ErrnoException).code}`, {
      where: out,
      fix: 'name a folder with --out that you may write to',
    });
  }
}

/** Folders to make, outermost first. Node's own recursion never ends where the kernel refuses every name, as in /proc. */
function missingFolders(folder: string): string[] {
  return existsSync(folder) ? [] : [...missingFolders(dirname(folder)), folder];
}
