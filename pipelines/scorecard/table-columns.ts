import { BIGINT, BOOLEAN, DOUBLE, VARCHAR } from 'duckdb';
import type { Column } from './insert-columns.ts';

const types = { VARCHAR, DOUBLE, BIGINT, BOOLEAN };

/**
 * Rows as the columns of a table given as DDL (`period VARCHAR, n BIGINT, …`; no other types), each by the row's key of
 * that name.
 */
export function columnsOf(ddl: string, rows: readonly object[]): Column[] {
  return ddl.split(',').map((definition) => {
    const [name, type] = definition.trim().split(/\s+/) as [string, keyof typeof types];
    const values = rows.map((row) => (row as Record<string, string | number | boolean | null>)[name] ?? null);
    return {
      name,
      type: types[type],
      ddl: type,
      values: type === 'BIGINT' ? values.map((value) => (value === null ? null : BigInt(value))) : values,
    };
  });
}
