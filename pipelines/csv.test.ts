import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from 'duckdb';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteOrderMark, csvLine, csvTextBack, harmless } from './csv.ts';

test.each(['=1+1', '+cmd|x', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1+1', "'=1", '+8613800138000x'])(
  '%j gets a leading apostrophe',
  (text) => expect(harmless(text)).toBe(`'${text}`),
);

test.each(['-12.5', '+3', '1e-5', '-1.', '路灯=坏', 'a-b', "'tis", '', '2024-03-05', '—'])('%j stays', (text) =>
  expect(harmless(text)).toBe(text),
);

test('numbers and yes or no stay, nothing is empty, signs of other separators are quoted', () => {
  expect(csvLine([-5, 1n, true, null, undefined, 'a;=1', 'say "x"', '一,二'], '\n')).toBe(
    '-5,1,true,,,"a;=1","say ""x""","一,二"\n',
  );
});

test('no cell begins like a formula, and DuckDB reads every text back as it was', async () => {
  const cell = fc.oneof(
    fc.string({
      unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', ',', ';', '"', '1', '甲', 'A', '＝'),
    }),
    fc.string(),
  );
  const texts = fc.sample(cell, { numRuns: 3000, seed: 5 }).filter((text) => !text.includes('\0'));
  const file = join(tmpdir(), `minqing-csv-${process.pid}.csv`);
  writeFileSync(file, byteOrderMark + csvLine(['n', 'text']) + texts.map((text, n) => csvLine([n, text])).join(''));
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const back = await connection.runAndReadAll(
    `select text as written, ${csvTextBack('text')} as read from read_csv('${file}', all_varchar = true, header = true,
       delim = ',', quote = '"', escape = '"', allow_quoted_nulls = true, nullstr = '\\N') order by n::INTEGER`,
  );
  const rows = back.getRowObjects();
  expect(rows.map(({ read }) => read)).toEqual(texts);
  for (const { written } of rows)
    expect(String(written)).toMatch(/^(?![=+\-@\t\r\n＝＋－＠])|^[+-]?[\d.]+(e[+-]?\d+)?$/i);
});
