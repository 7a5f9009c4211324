import { DuckDBDataChunk, type DuckDBListVector, INTEGER, LIST, listValue, VARCHAR } from 'duckdb';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { byCodePoint, type Corpus } from './corpus.ts';

/** Rows of a data chunk; DuckDB's own size. */
const chunkRows = 2048;

/** Documents of the tables `tokens` and `words`, with their order ids. */
export interface StoredCorpus {
  orderIds: string[];
  corpus: Corpus;
}

/**
 * Writes a month's documents into `tokens` and `words`. Documents without a token are left out. By way of temporary
 * tables, since not every kind of warehouse takes an appender.
 */
export async function insertTokens(
  warehouse: Warehouse,
  month: string,
  { orderIds, corpus }: StoredCorpus,
): Promise<void> {
  const { ids, starts, bodyStarts } = corpus;
  const documents = [...orderIds.keys()].filter((d) => starts[d]! < starts[d + 1]!);
  if (documents.length === 0) return;
  const { connection } = warehouse;
  await warehouse.run('create or replace temp table new_tokens (order_id VARCHAR, title INTEGER[], body INTEGER[])');
  const types = [VARCHAR, LIST(INTEGER), LIST(INTEGER)];
  const appender = await connection.createAppender('new_tokens', 'main', 'temp');
  // A view on the numbers instead of a copy: the list vector only indexes it.
  const list = (from: number, to: number) => listValue(ids.subarray(from, to) as unknown as number[]);
  for (let at = 0; at < documents.length; at += chunkRows) {
    const part = documents.slice(at, at + chunkRows);
    const chunk = DuckDBDataChunk.create(types, part.length);
    chunk.setColumnValues(
      0,
      part.map((d) => orderIds[d]!),
    );
    chunk.setColumnValues(
      1,
      part.map((d) => list(starts[d]!, bodyStarts[d]!)),
    );
    chunk.setColumnValues(
      2,
      part.map((d) => list(bodyStarts[d]!, starts[d + 1]!)),
    );
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  await warehouse.run(
    'insert into tokens select $month, order_id, title, body from temp.main.new_tokens order by order_id',
    { month },
  );
  await warehouse.run('drop table temp.main.new_tokens');
  await insertWords(warehouse, month, corpus);
}

async function insertWords(warehouse: Warehouse, month: string, { words, ids, starts }: Corpus): Promise<void> {
  const orders = new Int32Array(words.length);
  const seen = new Int32Array(words.length).fill(-1);
  for (let d = 0; d + 1 < starts.length; d++)
    for (let t = starts[d]!; t < starts[d + 1]!; t++) {
      if (seen[ids[t]!] === d) continue;
      seen[ids[t]!] = d;
      orders[ids[t]!]!++;
    }
  await warehouse.run('create or replace temp table new_words (id INTEGER, word VARCHAR, orders INTEGER)');
  const appender = await warehouse.connection.createAppender('new_words', 'main', 'temp');
  for (let at = 0; at < words.length; at += chunkRows) {
    const size = Math.min(chunkRows, words.length - at);
    const chunk = DuckDBDataChunk.create([INTEGER, VARCHAR, INTEGER], size);
    chunk.setColumnValues(
      0,
      Array.from({ length: size }, (_, i) => at + i),
    );
    chunk.setColumnValues(1, words.slice(at, at + size));
    chunk.setColumnValues(2, Array.from(orders.subarray(at, at + size)));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  await warehouse.run('insert into words select $month, id, word, orders from temp.main.new_words order by id', {
    month,
  });
  await warehouse.run('drop table temp.main.new_words');
}

/**
 * Reads the documents of some months into one corpus, by month and order id; at most `most` of them, chosen by a hash
 * of the order id.
 */
export async function readTokens(
  warehouse: Warehouse,
  months: string[],
  most = Number.MAX_SAFE_INTEGER,
): Promise<StoredCorpus> {
  const sorted = [...months].sort(byCodePoint);
  const vocabularies = await readWords(warehouse, sorted);
  const words = [...new Set([...vocabularies.values()].flat())].sort(byCodePoint);
  const idOf = new Map(words.map((word, i) => [word, i]));
  const read = new CorpusReading(words);
  const sample = await sampleFilter(warehouse, sorted, most);
  for (const month of sorted) {
    const mapped = Int32Array.from(vocabularies.get(month) ?? [], (word) => idOf.get(word)!);
    const result = await warehouse.connection.stream(
      `select order_id, coalesce(title, []) as title, coalesce(body, []) as body from tokens where "month" = $month ${sample} order by order_id`,
      { month },
    );
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk())
      read.add(chunk, mapped);
  }
  return read.corpus();
}

/** Documents as they come from the database, one behind the other. */
class CorpusReading {
  readonly #words: string[];
  readonly #orderIds: string[] = [];
  readonly #starts = [0];
  readonly #bodyStarts: number[] = [];
  #ids = new Int32Array(1 << 16);
  #used = 0;

  constructor(words: string[]) {
    this.#words = words;
  }

  /** `mapped`: the corpus's id of each of the month's words. */
  add(chunk: DuckDBDataChunk, mapped: Int32Array): void {
    const title = chunk.getColumnVector(1) as DuckDBListVector;
    const body = chunk.getColumnVector(2) as DuckDBListVector;
    for (const [row, id] of (chunk.getColumnValues(0) as string[]).entries()) {
      this.#append(title, row, mapped);
      this.#bodyStarts.push(this.#used);
      this.#append(body, row, mapped);
      this.#starts.push(this.#used);
      this.#orderIds.push(id);
    }
  }

  corpus(): StoredCorpus {
    return {
      orderIds: this.#orderIds,
      corpus: {
        words: this.#words,
        ids: this.#ids.slice(0, this.#used),
        starts: Int32Array.from(this.#starts),
        bodyStarts: Int32Array.from(this.#bodyStarts),
      },
    };
  }

  #append(list: DuckDBListVector, row: number, mapped: Int32Array): void {
    const { items } = list.childVector as unknown as { items: Int32Array };
    const from = list.getEntryOffset(row);
    const size = list.getEntryLength(row);
    if (this.#used + size > this.#ids.length) {
      const larger = new Int32Array(2 * (this.#used + size));
      larger.set(this.#ids);
      this.#ids = larger;
    }
    for (let i = 0; i < size; i++) this.#ids[this.#used + i] = mapped[items[from + i]!]!;
    this.#used += size;
  }
}

async function readWords(warehouse: Warehouse, months: string[]): Promise<Map<string, string[]>> {
  const vocabularies = new Map<string, string[]>();
  for (const month of months) {
    const { word } = await warehouse.columns('select word from words where "month" = $month order by id', { month });
    vocabularies.set(month, (word ?? []) as string[]);
  }
  return vocabularies;
}

/** A condition that keeps `most` documents of these months; empty when there are no more. */
async function sampleFilter(warehouse: Warehouse, months: string[], most: number): Promise<string> {
  const list = months.map((month) => `'${month.replaceAll("'", "''")}'`).join(', ') || 'null';
  const { n } = (await warehouse.row<{ n: number }>(`select count(*) as n from tokens where "month" in (${list})`))!;
  if (n <= most) return '';
  return `and order_id in (select order_id from tokens where "month" in (${list}) order by md5(order_id), order_id limit ${most})`;
}
