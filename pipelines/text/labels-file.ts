import { writeFileSync } from 'node:fs';
import { UserError } from '../user-error.ts';

/**
 * Writes a small CSV of ids and labels, in the order given.
 * @throws UserError when the file cannot be written.
 */
export function writeLabels(file: string, header: string[], rows: string[][]): void {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  try {
    writeFileSync(file, `${[header, ...rows].map((row) => row.map(cell).join(',')).join('\n')}\n`);
  } catch {
    throw new UserError('the file cannot be written', {
      where: file,
      fix: 'name a file in a folder that exists and may be written',
    });
  }
}
