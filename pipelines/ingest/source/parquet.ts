import { type DuckDBConnection, DuckDBInstance } from 'duckdb';
import { UserError } from '../../user-error.ts';
import type { Contract } from '../contract.ts';
import { literal } from '../literal.ts';
import { cutOff } from './bytes.ts';
import { checkWidth, findHeader, headerMissing, layoutOf } from './header.ts';
import { LineBuffer } from './line-buffer.ts';
import { longestRecord, withoutControls } from './records.ts';
import type { Source } from './source.ts';

interface Column {
  name: string;
  type: string;
}

/**
 * Opens a Parquet file. Its values become the texts they would be in a CSV: times to the second or finer, those with a
 * zone in UTC, whole numbers without a point, yes and no as 1 and 0.
 * @throws UserError when it is cut off or damaged, a required column is missing, or a mapped one is nested.
 */
export async function openParquet(path: string, contract: Contract): Promise<Source> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '512MB', temp_directory: '' });
  const connection = await instance.connect();
  const close = () => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    await connection.run("set TimeZone = 'UTC'");
    const table = `read_parquet(${literal(path)}, binary_as_string = true, file_row_number = true)`;
    const columns = (await columnsOf(connection, table)).filter(({ name }) => name !== 'file_row_number');
    const header = columns.map(({ name }) => name);
    checkWidth(header, 1);
    if (findHeader([header], contract) < 0) throw headerMissing([header], contract, '');
    const layout = layoutOf(header, contract);
    const mapped = new Set([...layout.cells.values()].flat());
    for (const [i, { name, type }] of columns.entries())
      if (mapped.has(i) && isNested(type))
        throw new UserError(`its column ${name} is nested (${type.slice(0, 60)})`, {
          fix: 'write it as a plain column of text, or take it out of the contract',
        });
    let rows = 0;
    async function* lines(): AsyncGenerator<Buffer> {
      const out = new LineBuffer(',');
      try {
        const result = await connection.stream(
          `select file_row_number + 1, coalesce(bytes > ${longestRecord}, false), case when bytes > ${longestRecord} then '' else line end
           from (select file_row_number, ${columns.map(lengthOf).join(' + ')} as bytes,
                   concat_ws(',', ${columns.map(cellOf).join(', ')}) as line from ${table})`,
        );
        for (;;) {
          const chunk = await result.fetchChunk();
          if (!chunk || chunk.rowCount === 0) break;
          const [numbers, long, texts] = [0, 1, 2].map((i) => chunk.getColumnValues(i)) as [
            bigint[],
            boolean[],
            string[],
          ];
          for (const [i, text] of texts.entries()) {
            rows++;
            if (long[i])
              out.cells(
                Number(numbers[i]),
                'long',
                header.map(() => ''),
              );
            else {
              const line = Buffer.from(withoutControls(text), 'utf8');
              out.raw(Number(numbers[i]), '', line, 0, line.length);
            }
          }
          if (out.length > 1 << 20) yield out.take();
        }
        if (out.length > 0) yield out.take();
      } catch (error) {
        throw explained(error);
      } finally {
        close();
      }
    }
    return {
      format: 'parquet',
      encoding: 'utf-8',
      layout,
      delimiter: ',',
      width: header.length,
      lines: lines(),
      rows: () => rows,
      passedOver: () => ({}),
    };
  } catch (error) {
    close();
    throw explained(error);
  }
}

async function columnsOf(connection: DuckDBConnection, table: string): Promise<Column[]> {
  const found = await connection.runAndReadAll(`describe select * from ${table}`);
  return found.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
}

/** Lists, structures, maps, and bytes that are no text. */
const isNested = (type: string): boolean => /\[\d*\]$|^(STRUCT|MAP|UNION|VARIANT|BLOB|GEOMETRY)/.test(type);

const isText = (type: string): boolean => /^(VARCHAR|ENUM|JSON)/.test(type);

const named = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Bytes of a value, as far as they can be many. */
const lengthOf = ({ name, type }: Column): string => (isText(type) ? `coalesce(strlen(${named(name)}), 0)` : '0');

/** A value as a cell of CSV; nested ones are left out. */
function cellOf({ name, type }: Column): string {
  if (isNested(type)) return `''`;
  const column = named(name);
  return `coalesce(${isText(type) ? `'"' || replace(${column}, '"', '""') || '"'` : plainText(column, type)}, '')`;
}

function plainText(column: string, type: string): string {
  if (type === 'BOOLEAN') return `case when ${column} then '1' when not ${column} then '0' end`;
  if (type === 'DATE' || /^TIMESTAMP(_N?M?S)?$/.test(type)) return `${column}::TIMESTAMP::VARCHAR`;
  if (type === 'TIMESTAMP WITH TIME ZONE')
    return `strftime(${column} at time zone 'UTC', '%Y-%m-%d %H:%M:%S') || '+00'`;
  if (/^(DOUBLE|FLOAT|DECIMAL)/.test(type))
    return `case when isnan(${column}::DOUBLE) then null
      when abs(${column}) < 1e15 and ${column} = trunc(${column}) then ${column}::BIGINT::VARCHAR else ${column}::VARCHAR end`;
  return `${column}::VARCHAR`;
}

/** What DuckDB says of a file it cannot read. */
function explained(error: unknown): unknown {
  if (error instanceof UserError || !(error instanceof Error)) return error;
  if (/too small|No magic bytes|footer|magic/i.test(error.message)) return cutOff();
  if (/out of memory|memory limit/i.test(error.message))
    return new UserError('its row groups do not fit into 512 MB', {
      fix: 'write it again in row groups of at most 100,000 rows, or export it as CSV',
    });
  if (/decrypt|encrypt/i.test(error.message))
    return new UserError('it is an encrypted Parquet file', { fix: 'write it without encryption' });
  return new UserError('its content is damaged, or of a kind of Parquet that cannot be read', {
    fix: 'copy it again, or export it as CSV',
  });
}
