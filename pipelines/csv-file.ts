import { closeSync, openSync, writeFileSync } from 'node:fs';
import { UserError } from './user-error.ts';

/**
 * Writes lines to a file that somebody named, piece by piece: they need not fit into memory.
 * @throws UserError when the file cannot be written.
 */
export function writeLines(file: string, lines: Iterable<string>): void {
  try {
    const opened = openSync(file, 'w');
    try {
      let piece = '';
      for (const line of lines) {
        piece += line;
        if (piece.length < 1 << 16) continue;
        writeFileSync(opened, piece);
        piece = '';
      }
      writeFileSync(opened, piece);
    } finally {
      closeSync(opened);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new UserError('the file cannot be written', {
      where: file,
      fix: 'name a file in a folder that exists and may be written',
    });
  }
}
