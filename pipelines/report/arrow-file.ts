import { Bool, Float64, Table, tableToIPC, Utf8, type Vector, vectorFromArray } from 'apache-arrow';

export interface Column {
  name: string;
  /** What the site knows: text, number, yes or no. */
  type: 'text' | 'number' | 'boolean';
  values: unknown[];
}

/**
 * A table as an Arrow IPC stream, one record batch, uncompressed: what duckdb-wasm reads without an extension.
 * The same columns give the same bytes.
 */
export function arrowBytes(columns: Column[]): Uint8Array {
  return tableToIPC(new Table(Object.fromEntries(columns.map((column) => [column.name, vector(column)]))), 'stream');
}

function vector({ type, values }: Column): Vector {
  switch (type) {
    case 'text':
      return vectorFromArray(values as (string | null)[], new Utf8());
    case 'number':
      return vectorFromArray(values as (number | null)[], new Float64());
    case 'boolean':
      return vectorFromArray(values as (boolean | null)[], new Bool());
  }
}
