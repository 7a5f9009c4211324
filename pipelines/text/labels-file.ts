import { writeFileSync } from 'node:fs';
import { csvLine } from '../csv.ts';
import { UserError } from '../user-error.ts';

/**
 * Writes a small CSV of ids and labels, in the order given.
 * @throws UserError when the file cannot be written.
 */
export function writeLabels(file: string, header: string[], rows: string[][]): void {
  try {
    writeFileSync(file, [header, ...rows].map((row) => csvLine(row, '\n')).join(''));
  } catch {
    throw new UserError('the file cannot be written', {
      where: file,
      fix: 'name a file in a folder that exists and may be written',
    });
  }
}
