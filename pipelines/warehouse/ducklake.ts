import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../user-error.ts';

/** The program's own cache folder: `MINQING_CACHE`, else under the user's home. */
export const cacheDir = (): string => process.env.MINQING_CACHE ?? join(homedir(), '.cache', 'minqing');

/**
 * Path of the DuckLake extension: `MINQING_DUCKLAKE`, else the copy that set-up put into the cache folder.
 * @throws UserError when there is none.
 */
export async function ducklakeExtension(): Promise<string> {
  const file = process.env.MINQING_DUCKLAKE ?? join(cacheDir(), 'ducklake.duckdb_extension');
  if (!existsSync(file))
    throw new UserError('the DuckLake extension is missing', {
      where: file,
      fix: 'run `node bin/setup.mjs ducklake`, or set MINQING_DUCKLAKE to ducklake.duckdb_extension for DuckDB 1.5.5',
    });
  return file;
}
