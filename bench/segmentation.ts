/**
 * Segmentation alone: reads text columns of a CSV and cuts them on all cores, keeping nothing.
 *   npx tsx bench/segmentation.ts FILE COL,COL [native|own]
 * `native` (default) is nodejieba's addon, which bounds what an analyst's script can reach; `own` the product's segmenter.
 */
import { DuckDBInstance } from 'duckdb';
import { Segmenter } from '../pipelines/text/segmenter.ts';
import { Pool } from '../pipelines/threads/pool.ts';

const [file = '', columns = '', which = 'native'] = process.argv.slice(2);
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

async function* batches(): AsyncGenerator<{ titles: null[]; bodies: string[] }> {
  for await (const bodies of chunks()) yield { titles: bodies.map(() => null), bodies };
}

let words = 0;
if (which === 'native') {
  const pool = new Pool<string[], number>(new URL('./cut-thread.ts', import.meta.url), {});
  for await (const count of pool.map(chunks())) words += count;
  await pool.close();
} else {
  const segmenter = new Segmenter();
  for await (const { ids } of segmenter.segment(batches())) words += ids.length;
  await segmenter.close();
}
console.log(JSON.stringify({ words }));
