import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { type ColumnDescription, describeColumn } from './dictionary.ts';

export interface ExportedColumn {
  name: string;
  description: ColumnDescription;
  values: (string | number | boolean | null)[];
}

/** A published table as it leaves: whole columns, each described. */
export interface ExportedTable {
  name: string;
  rows: number;
  columns: ExportedColumn[];
}

/** The published tables in a folder, by name. */
export function readPublished(folder: string): ExportedTable[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.arrow'))
    .sort()
    .map((file) => {
      const name = file.slice(0, -'.arrow'.length);
      const table = tableFromIPC(readFileSync(join(folder, file)));
      const columns = table.schema.fields.map((field) => {
        const vector = table.getChild(field.name)!;
        return {
          name: field.name,
          description: describeColumn(name, field.name),
          values: Array.from({ length: table.numRows }, (_, row) => plain(vector.get(row))),
        };
      });
      return { name, rows: table.numRows, columns };
    });
}

/** A rounded value may be −0, which formats write in different ways. */
const plain = (value: unknown) => (value === 0 ? 0 : value) as string | number | boolean | null;
