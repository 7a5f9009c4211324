import type { Asset } from '../engine/asset.ts';
import { codeVersion } from '../engine/sql.ts';
import { textToSegment } from '../text/clean.ts';
import { CorpusBuilder } from '../text/corpus.ts';
import { type FixedPhrases, findFixedPhrases, textsLookedAt } from '../text/fixed-phrases.ts';
import { sharedSegmenter, type TextBatch } from '../text/segmenter.ts';
import { segmentationInputs, segmenterOptions } from '../text/site-words.ts';
import { insertTokens } from '../text/token-tables.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

/** Titles and bodies of a month's orders, cut into words: what every text method starts from. */
export const tokens: Asset = {
  key: 'tokens',
  partitioning: 'month',
  tables: [
    { name: 'tokens', columns: '"month" VARCHAR, order_id VARCHAR, title INTEGER[], body INTEGER[]' },
    { name: 'words', columns: '"month" VARCHAR, id INTEGER, word VARCHAR, orders INTEGER' },
  ],
  reads: [{ asset: 'orders', mapping: 'same' }],
  codeVersion: codeVersion(2),
  config: segmentationInputs,
  checks: [],
  async materialize({ site, warehouse, partition, progress }) {
    const total = await countTexts(warehouse, partition);
    if (total === 0) return;
    const segmenter = await sharedSegmenter(segmenterOptions(site));
    const fixed = findFixedPhrases(await someTexts(warehouse, partition));
    const builder = new CorpusBuilder();
    const orderIds: string[] = [];
    let done = 0;
    for await (const batch of segmenter.segment(textsOf(warehouse, partition, orderIds, fixed))) {
      builder.add(batch);
      done += batch.bodyEnds.length;
      progress(done, total);
    }
    await insertTokens(warehouse, partition, { orderIds, corpus: builder.build() });
  },
};

const hasText = "(coalesce(title, '') <> '' or coalesce(body, '') <> '')";

async function countTexts(warehouse: Warehouse, month: string): Promise<number> {
  const found = await warehouse.row<{ n: number }>(
    `select count(*) as n from orders where "month" = $month and ${hasText}`,
    { month },
  );
  return found?.n ?? 0;
}

const documentsInBatch = 512;

/** Titles and bodies of as many orders as show what is fixed, chosen by a hash of the order id. */
async function someTexts(warehouse: Warehouse, month: string): Promise<string[]> {
  const found = await warehouse.columns(
    `select unnest([title, body]) as text from (
       select title, body from orders where "month" = $month and ${hasText} order by md5(order_id), order_id limit ${textsLookedAt})`,
    { month },
  );
  return ((found.text ?? []) as (string | null)[]).map(textToSegment);
}

/** The month's texts by order id, streamed; `orderIds` gets the id of each as it is read. */
async function* textsOf(
  warehouse: Warehouse,
  month: string,
  orderIds: string[],
  fixed: FixedPhrases,
): AsyncGenerator<TextBatch> {
  const result = await warehouse.connection.stream(
    `select order_id, title, body from orders where "month" = $month and ${hasText} order by order_id`,
    { month },
  );
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    const ids = chunk.getColumnValues(0) as string[];
    const titles = chunk.getColumnValues(1) as (string | null)[];
    const bodies = chunk.getColumnValues(2) as (string | null)[];
    for (const id of ids) orderIds.push(id);
    for (let at = 0; at < ids.length; at += documentsInBatch)
      yield { titles: titles.slice(at, at + documentsInBatch), bodies: bodies.slice(at, at + documentsInBatch), fixed };
  }
}
