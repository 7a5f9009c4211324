import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Table, tableFromIPC } from 'apache-arrow';
import { byteOrderMark, csvLine } from '../csv.ts';
import { publishedFolder } from '../report/publish.ts';
import { loadSite } from '../site/site.ts';
import { UserError } from '../user-error.ts';
import { print } from './terminal.ts';

/** `minqing export`: the published tables as CSV (UTF-8 with BOM, which spreadsheet programs need), and a list of their columns. */
export async function exportTables(siteDir: string, outDir: string, json: boolean): Promise<void> {
  const site = loadSite(siteDir);
  const folder = publishedFolder(site);
  if (!existsSync(folder))
    throw new UserError('nothing has been published yet', {
      where: folder,
      fix: `run \`minqing run ${siteDir}\` first`,
    });
  const out = resolve(outDir);
  mkdirSync(out, { recursive: true });
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.arrow'))
    .map((name) => name.slice(0, -'.arrow'.length))
    .sort();
  const written: { table: string; rows: number; file: string }[] = [];
  const dictionary: string[][] = [];
  for (const name of names) {
    const table = tableFromIPC(readFileSync(join(folder, `${name}.arrow`)));
    const file = join(out, `${name}.csv`);
    await pipeline(csvLines(table), createWriteStream(file));
    for (const field of table.schema.fields) dictionary.push([name, field.name, String(field.type)]);
    written.push({ table: name, rows: table.numRows, file });
  }
  await pipeline(
    [byteOrderMark, ...[['table', 'column', 'type'], ...dictionary].map((cells) => csvLine(cells))],
    createWriteStream(join(out, 'dictionary.csv')),
  );
  if (json) print(JSON.stringify(written, null, 1));
  else print(`${written.length} tables in ${out}, their columns in dictionary.csv`);
}

function* csvLines(table: Table): Generator<string> {
  const columns = table.schema.fields.map((field) => table.getChild(field.name)!);
  yield byteOrderMark + csvLine(table.schema.fields.map((field) => field.name));
  for (let row = 0; row < table.numRows; row++) yield csvLine(columns.map((column) => column.get(row)));
}
