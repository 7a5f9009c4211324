import { type DuckDBDataChunk, DuckDBListVector } from 'duckdb';
import type { Parameters, Warehouse } from '../warehouse/warehouse.ts';

/**
 * Rows of texts, doubles, booleans and FLOAT lists, as they come from the database. A list is a part of one array that
 * all lists of a chunk share: two hundred replicates a row would else be as many objects. Every parameter must be in
 * the SQL.
 */
export async function resampledRows<Row>(warehouse: Warehouse, sql: string, parameters: Parameters): Promise<Row[]> {
  const result = await warehouse.connection.run(sql, parameters);
  const names = result.deduplicatedColumnNames();
  const chunks = await result.fetchAllChunks();
  return chunks.flatMap((chunk) => {
    const columns = names.map((_, column) => columnValues(chunk, column));
    return Array.from({ length: chunk.rowCount }, (_, row) =>
      Object.fromEntries(names.map((name, column) => [name, columns[column]![row]])),
    );
  }) as Row[];
}

function columnValues(chunk: DuckDBDataChunk, column: number): unknown[] {
  const vector = chunk.getColumnVector(column);
  return vector instanceof DuckDBListVector ? listsOf(vector, chunk.rowCount) : chunk.getColumnValues(column);
}

function listsOf(vector: DuckDBListVector, rows: number): (Float32Array | null)[] {
  // The buffer belongs to the database's chunk, so that it is copied, once.
  const all = (vector.childVector as unknown as { items: Float32Array }).items.slice();
  const { validity } = vector as unknown as { validity: { itemValid(row: number): boolean } };
  return Array.from({ length: rows }, (_, row) => {
    if (!validity.itemValid(row)) return null;
    const start = vector.getEntryOffset(row);
    return all.subarray(start, start + vector.getEntryLength(row));
  });
}
