import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The text of `sql/<name>.sql`; `name` such as `staging/orders`. */
export const readSql = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../../sql/${name}.sql`, import.meta.url)), 'utf8');

/**
 * An asset's code version: a number for its TypeScript (raised by hand; a test fails when the sources change and it
 * does not) and a hash of its SQL (changes by itself).
 */
export const codeVersion = (typescript: number, ...sql: string[]): string =>
  `${typescript}-${createHash('sha256').update(sql.join('\0')).digest('hex').slice(0, 12)}`;
