import { type DuckDBConnection, type DuckDBValue, JsonDuckDBValueConverter } from 'duckdb';

export type Parameters = Record<string, DuckDBValue>;

/** One open connection to the site's schema. All SQL runs unchanged on a DuckDB file and on DuckLake. */
export class Warehouse {
  readonly connection: DuckDBConnection;
  readonly kind: 'duckdb' | 'ducklake';

  constructor(connection: DuckDBConnection, kind: 'duckdb' | 'ducklake') {
    this.connection = connection;
    this.kind = kind;
  }

  /** Runs statements for their effect. Parameters (`$name`) that the SQL does not mention are left out. */
  async run(sql: string, parameters: Parameters = {}): Promise<void> {
    await this.connection.run(sql, mentioned(sql, parameters));
  }

  /** Rows as plain objects: integers as numbers (BIGINT beyond 2^53 is an error of the query), times as text. */
  async rows<Row = Record<string, unknown>>(sql: string, parameters: Parameters = {}): Promise<Row[]> {
    const reader = await this.connection.runAndReadAll(sql, mentioned(sql, parameters));
    const names = reader.deduplicatedColumnNames();
    return reader
      .convertRows(plainValue)
      .map((row) => Object.fromEntries(row.map((value, i) => [names[i], value]))) as Row[];
  }

  /** The first row, or undefined. */
  async row<Row = Record<string, unknown>>(sql: string, parameters: Parameters = {}): Promise<Row | undefined> {
    return (await this.rows<Row>(sql, parameters))[0];
  }

  /** Whole columns, for columnar work: name → values. */
  async columns(sql: string, parameters: Parameters = {}): Promise<Record<string, unknown[]>> {
    const reader = await this.connection.runAndReadAll(sql, mentioned(sql, parameters));
    return reader.convertColumnsObject(plainValue) as Record<string, unknown[]>;
  }

  /** Columns as `columns` gives them, some thousand rows at a time: for what is too much to hold. */
  async *batches(sql: string, parameters: Parameters = {}): AsyncGenerator<Record<string, unknown[]>> {
    const result = await this.connection.stream(sql, mentioned(sql, parameters));
    const names = result.deduplicatedColumnNames();
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      const columns = chunk.convertColumns(plainValue);
      yield Object.fromEntries(names.map((name, i) => [name, columns[i]!]));
    }
  }
}

const mentioned = (sql: string, parameters: Parameters): Parameters =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => new RegExp(`\\$${name}\\b`).test(sql)));

/** BIGINT → number, TIMESTAMP → `YYYY-MM-DD HH:MM:SS` text, lists → arrays, the rest as JSON would have it. */
const plainValue: typeof JsonDuckDBValueConverter = (value, type, converter) => {
  if (typeof value === 'bigint') {
    if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER)
      throw new RangeError(`integer ${value} does not fit a number; cast it to VARCHAR in the query`);
    return Number(value);
  }
  return JsonDuckDBValueConverter(value, type, converter);
};
