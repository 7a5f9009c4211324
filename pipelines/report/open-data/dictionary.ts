import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** What a column of an open-data file holds, in the words of its readers. */
export interface ColumnDescription {
  /** As in Frictionless Table Schema. */
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date' | 'yearmonth';
  text: string;
  unit?: string;
  enum?: string[];
}

export interface TableDescription {
  title: string;
  text: string;
  /** Columns that name a row; empty where none do. */
  key: string[];
  columns?: Record<string, ColumnDescription>;
}

interface Dictionary {
  schema_version: string;
  states: Record<string, string>;
  columns: Record<string, ColumnDescription>;
  tables: Record<string, TableDescription>;
}

export const dictionary: Dictionary = parse(
  readFileSync(fileURLToPath(new URL('./dictionary.yaml', import.meta.url)), 'utf8'),
  { version: '1.2' },
);

/**
 * What a column holds: as its table says, else as all tables say.
 * @throws Error when the dictionary does not know the table or the column: an undescribed one must not leave.
 */
export function describeColumn(table: string, column: string): ColumnDescription {
  const description = dictionary.tables[table]?.columns?.[column] ?? dictionary.columns[column];
  if (!dictionary.tables[table] || !description)
    throw new Error(`${table}.${column} is not described in pipelines/report/open-data/dictionary.yaml`);
  return description;
}
