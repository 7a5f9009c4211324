/** Segmentation alone: reads text columns of a CSV and cuts them in all cores, keeping nothing. npx tsx bench/segmentation.ts FILE COL,COL */
import { DuckDBInstance } from 'duckdb';
import { Pool } from '../pipelines/threads/pool.ts';

const [file = '', columns = ''] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(':memory:')).connect();
const text = columns
  .split(',')
  .map((name) => `coalesce("${name}", '')`)
  .join(` || ' ' || `);
// Said outright: sniffing gives up on a file with a few broken rows.
const csv = `read_csv('${file}', all_varchar = true, auto_detect = true, header = true, delim = ',', quote = '"', ignore_errors = true, null_padding = true, parallel = false)`;
const result = await connection.stream(`select ${text} from ${csv}`);

async function* chunks(): AsyncGenerator<string[]> {
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk())
    yield chunk.getColumnValues(0) as string[];
}

const pool = new Pool<string[], number>(new URL('./cut-thread.ts', import.meta.url), {});
let words = 0;
for await (const count of pool.map(chunks())) words += count;
await pool.close();
console.log(JSON.stringify({ words }));
