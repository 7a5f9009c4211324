import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { UserError } from '../user-error.ts';

/**
 * Reads a small CSV table of the site folder (UTF-8, with or without BOM) into rows keyed by header.
 * A missing file gives no rows when `optional`.
 * @throws UserError naming file and line when a required column is missing or a row does not parse.
 */
export function readTable<Column extends string>(
  file: string,
  required: readonly Column[],
  { optional = false }: { optional?: boolean } = {},
): (Record<Column, string> & Record<string, string>)[] {
  if (!existsSync(file)) {
    if (optional) return [];
    throw new UserError('the file is missing', {
      where: file,
      fix: `create it with the columns ${required.join(',')}`,
    });
  }
  let rows: Record<string, string>[];
  try {
    rows = parse(readFileSync(file), { bom: true, columns: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    const { lines, message } = error as { lines?: number; message: string };
    throw new UserError(message.split('\n')[0]!, {
      where: lines ? `${file}:${lines}` : file,
      fix: 'give every row as many cells as the header; put cells with commas in quotes',
    });
  }
  const header = Object.keys(rows[0] ?? {});
  const missing = rows.length > 0 ? required.filter((column) => !header.includes(column)) : [];
  if (missing.length > 0)
    throw new UserError(`column ${missing.join(', ')} is missing; found ${header.join(', ')}`, {
      where: `${file}:1`,
      fix: `the header must hold ${required.join(',')}`,
    });
  return rows as (Record<Column, string> & Record<string, string>)[];
}
