import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';

/** Rows of one published table in a folder, for tests that ask after single ones. */
export const publishedRows = (folder: string, name: string): Record<string, unknown>[] =>
  tableFromIPC(readFileSync(join(folder, `${name}.arrow`)))
    .toArray()
    .map((row) => row.toJSON());
