import { type DuckDBDataChunk, DuckDBDoubleVector, DuckDBIntegerVector, type DuckDBResult } from 'duckdb';
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts';

/** Columns of a query by name. */
export interface NumberColumns {
  /** A DOUBLE or INTEGER column, without missing values: what is NULL reads as anything. */
  numbers(name: string): Float64Array;
  /** A column of any other type, as the database's values. */
  values(name: string): unknown[];
}

/**
 * Runs a query and keeps its columns as they come, vector by vector, so that no number becomes an object on the way.
 * Parameters (`$name`) that the SQL does not mention are left out.
 */
export const numberColumns = async (
  warehouse: Warehouse,
  sql: string,
  parameters: Parameters = {},
): Promise<NumberColumns> => (await startColumns(warehouse, sql, parameters)).columns;

/** As `numberColumns`, settled when the database is at work: it goes on while JavaScript computes without a pause. */
export async function startColumns(
  warehouse: Warehouse,
  sql: string,
  parameters: Parameters,
): Promise<{ columns: Promise<NumberColumns> }> {
  const statement = await warehouse.connection.prepare(sql);
  statement.bind(mentioned(sql, parameters));
  const columns = statement
    .run()
    .then(readColumns)
    .finally(() => statement.destroySync());
  return { columns };
}

async function readColumns(result: DuckDBResult): Promise<NumberColumns> {
  const names = result.deduplicatedColumnNames();
  const chunks = await result.fetchAllChunks();
  const position = (name: string): number => {
    const found = names.indexOf(name);
    if (found < 0) throw new RangeError(`the query has no column ${name}`);
    return found;
  };
  return {
    numbers: (name) => joined(chunks, position(name)),
    values: (name) => chunks.flatMap((chunk) => chunk.getColumnValues(position(name))),
  };
}

function joined(chunks: readonly DuckDBDataChunk[], column: number): Float64Array {
  const whole = new Float64Array(chunks.reduce((rows, chunk) => rows + chunk.rowCount, 0));
  let at = 0;
  for (const chunk of chunks) {
    const vector = chunk.getColumnVector(column);
    if (!(vector instanceof DuckDBDoubleVector || vector instanceof DuckDBIntegerVector))
      throw new TypeError(`column ${column} is ${vector.type}, not DOUBLE or INTEGER`);
    // The vector's own buffer, which its type declaration keeps to itself.
    whole.set((vector as unknown as { items: Float64Array | Int32Array }).items, at);
    at += chunk.rowCount;
  }
  return whole;
}

function mentioned(sql: string, parameters: Parameters): Parameters {
  const names = new Set(sql.match(/\$\w+/g));
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => names.has(`$${name}`)));
}
