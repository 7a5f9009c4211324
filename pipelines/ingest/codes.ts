import { readFileSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { parse } from 'csv-parse/sync';
import { UserError } from '../user-error.ts';
import type { CodeTable } from './column-rule.ts';

/**
 * A column's code table as code → name: written in the contract, or a CSV (UTF-8, with a header) beside it.
 * @throws UserError when the file is missing, lies elsewhere, lacks a column, or gives one code two names.
 */
export function readCodes(codes: CodeTable, contractFile: string, column: string): Record<string, string> {
  if (!isFile(codes)) return codes;
  const folder = dirname(contractFile);
  const file = resolve(folder, codes.file);
  const where = `${contractFile}: codes of ${column}`;
  if (!file.startsWith(folder + sep))
    throw new UserError(`the code table ${codes.file} lies outside the folder of the contracts`, {
      where,
      fix: 'copy it there, and name it without a path',
    });
  const rows = rowsOf(file, where);
  const table = new Map<string, string>();
  for (const [i, row] of rows.entries()) {
    const [code, name] = [row[codes.from], row[codes.to]];
    if (code === undefined || name === undefined)
      throw new UserError(`the code table has no column ${code === undefined ? codes.from : codes.to}`, {
        where: `${file}:1`,
        fix: `its columns are ${Object.keys(row).join(', ')}: correct \`from\` and \`to\` in ${contractFile}`,
      });
    if (!code || !name) continue;
    if ((table.get(code) ?? name) !== name)
      throw new UserError('the code table gives one code two names', {
        where: `${file}:${i + 2}`,
        fix: 'keep one of them',
      });
    table.set(code, name);
  }
  return Object.fromEntries(table);
}

const isFile = (codes: CodeTable): codes is { file: string; from: string; to: string } =>
  ['file', 'from', 'to'].every((key) => key in codes) && Object.keys(codes).length === 3;

function rowsOf(file: string, where: string): Record<string, string | undefined>[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UserError('the code table cannot be read', { where, fix: `put ${file} there, or correct its name` });
  }
  try {
    return parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true });
  } catch {
    throw new UserError('the code table is not valid CSV', {
      where: file,
      fix: 'save it as CSV in UTF-8: a header, and as many cells in every row',
    });
  }
}
