/**
 * Reads exports of one and of many megabytes row by row and prints the peak memory of each, in MB: it must not grow with
 * the file. A workbook is the exception: the texts it shares are kept while it is read.
 *   npx tsx bench/peak-of-reading.ts [MEGABYTES]
 */
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';
import { DuckDBInstance } from 'duckdb';
import { readContract } from '../pipelines/ingest/contract.ts';
import { openSource } from '../pipelines/ingest/source/source.ts';
import { measuredProcess } from './measured-process.ts';

const contract = `kind: orders\nfiles: ["**"]\ncolumns:
  order_id: { from: [编号], required: true }\n  received_at: { from: [时间], required: true }\n  body: { from: [内容] }\n`;

const [first = '300', second] = process.argv.slice(2);
if (second) await readAll(first, second);
else {
  const dir = mkdtempSync(join(tmpdir(), 'minqing-peak-'));
  try {
    writeFileSync(join(dir, 'contract.yaml'), contract);
    const peaks: Record<string, Record<string, number>> = {};
    for (const form of ['csv', 'csv.gz', 'json', 'parquet'] as const)
      for (const megabytes of [Math.ceil(Number(first) / 10), Number(first)]) {
        const file = join(dir, `a.${form}`);
        await write(file, form, megabytes);
        const self = fileURLToPath(import.meta.url);
        const { peakMb } = await measuredProcess(process.execPath, [
          '--import',
          'tsx',
          self,
          join(dir, 'contract.yaml'),
          file,
        ]);
        peaks[form] = { ...peaks[form], [`${megabytes} MB`]: peakMb };
        rmSync(file);
      }
    console.log(JSON.stringify(peaks, null, 1));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function readAll(contractFile: string, file: string): Promise<void> {
  const source = await openSource(file, readContract(contractFile));
  for await (const _ of source.lines);
  console.log(source.rows());
}

async function write(file: string, form: 'csv' | 'csv.gz' | 'json' | 'parquet', megabytes: number): Promise<void> {
  const rows = megabytes * 5000; // of about 200 bytes
  if (form === 'parquet') {
    const instance = await DuckDBInstance.create(':memory:', { memory_limit: '1GiB' });
    const connection = await instance.connect();
    await connection.run(
      `copy (select 'GD' || range as 编号, timestamp '2024-01-02' as 时间, md5(range::VARCHAR) || md5((range + 1)::VARCHAR) || repeat('路', 30) as 内容 from range(${rows})) to '${file}'`,
    );
    connection.closeSync();
    instance.closeSync();
    return;
  }
  function* texts(): Generator<string> {
    yield form === 'json' ? '{"data": [' : '编号,时间,内容\n';
    for (let at = 0; at < rows; at += 5000) {
      let piece = '';
      for (let i = at; i < Math.min(at + 5000, rows); i++) {
        const body = `${(i * 2_654_435_761).toString(36)}${'路灯坏了'.repeat(12)}${(i * 40_503).toString(36)}`;
        piece +=
          form === 'json'
            ? `${i ? ',' : ''}{"编号":"GD${i}","时间":"2024-01-02 03:04:05","内容":"${body}"}`
            : `GD${i},2024-01-02 03:04:05,${body}\n`;
      }
      yield piece;
    }
    if (form === 'json') yield ']}';
  }
  const out = createWriteStream(file);
  if (form === 'csv.gz') await pipeline(texts, createGzip({ level: 1 }), out);
  else await pipeline(texts, out);
}
