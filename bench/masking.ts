/**
 * Masking against one pass of a plain regular expression over the same texts, in MB of UTF-8 a second, one thread:
 * as a function, and inside DuckDB as landing calls it. npx tsx bench/masking.ts [FILE.csv COL,COL]
 * Without a file: the masking test's own texts, which hold far more personal data than real ones.
 */
import { DuckDBInstance } from 'duckdb';
import { registerMasking } from '../pipelines/ingest/mask/functions.ts';
import { textGate } from '../pipelines/ingest/mask/gate.ts';
import { heldOutTexts } from '../pipelines/ingest/mask/held-out-texts.ts';
import { maskText } from '../pipelines/ingest/mask/mask.ts';
import { plantedTexts } from '../pipelines/ingest/mask/planted-texts.ts';

/** What a first attempt at masking looks like: mobile and identity numbers, mail addresses. */
const plain = '1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9Xx]|[A-Za-z0-9._-]+@[A-Za-z0-9-]+[.][A-Za-z]+';
const rounds = 5;
const [file, columns = ''] = process.argv.slice(2);

const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
await connection.run('create table texts (text VARCHAR)');
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
if (file) {
  const cells = columns.split(',').map((name) => `"${name}"`);
  await connection.run(
    `insert into texts select unnest([${cells}]) from read_csv(${quoted(file)}, all_varchar = true, header = true)`,
  );
} else {
  const appender = await connection.createAppender('texts');
  for (const { text } of [...plantedTexts(40_000, 1), ...heldOutTexts(40_000, 2)]) {
    appender.appendVarchar(text);
    appender.endRow();
  }
  appender.closeSync();
}
await connection.run('delete from texts where text is null');
await registerMasking(connection);

const rows = await connection.runAndReadAll('select text from texts');
const texts = rows.getColumns()[0] as string[];
const megabytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 1e6;

function each(mask: (text: string) => string): () => void {
  return () => {
    for (const text of texts) mask(text);
  };
}

async function rate(work: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    await work();
    best = Math.min(best, (performance.now() - began) / 1000);
  }
  return megabytes / best;
}

const pattern = new RegExp(plain, 'g');
const query = (masked: string) => () => connection.runAndReadAll(`select sum(length(${masked})) from texts`);
const gate = quoted(textGate);
const [masking, regular, maskingInSql, regularInSql] = [
  await rate(each((text) => maskText(text))),
  await rate(each((text) => text.replace(pattern, '*'))),
  await rate(query(`case when regexp_matches(text, ${gate}) then mask_text(text, '') else text end`)),
  await rate(query(`regexp_replace(text, ${quoted(plain)}, '*', 'g')`)),
];
const masked = texts.filter((text) => maskText(text) !== text).length;
const round = (value: number) => Number(value.toFixed(value < 10 ? 2 : 1));
console.log(
  JSON.stringify({
    texts: texts.length,
    megabytes: round(megabytes),
    masked: round(masked / texts.length),
    function: { masking: round(masking), regular: round(regular), ratio: round(regular / masking) },
    duckdb: { masking: round(maskingInSql), regular: round(regularInSql), ratio: round(regularInSql / maskingInSql) },
  }),
);
