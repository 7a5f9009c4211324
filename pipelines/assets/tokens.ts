import type { Asset } from '../engine/asset.ts';
import { codeVersion } from '../engine/sql.ts';
import { CorpusBuilder } from '../text/corpus.ts';
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
  codeVersion: codeVersion(1),
  config: segmentationInputs,
  checks: [],
  async materialize({ site, warehouse, partition, progress }) {
    const total = await countTexts(warehouse, partition);
    if (total === 0) return;
    const segmenter = await sharedSegmenter(segmenterOptions(site));
    const builder = new CorpusBuilder();
    const orderIds: string[] = [];
    let done = 0;
    for await (const batch of segmenter.segment(textsOf(warehouse, partition, orderIds))) {
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

/** The month's texts by order id, streamed; `orderIds` gets the id of each as it is read. */
async function* textsOf(warehouse: Warehouse, month: string, orderIds: string[]): AsyncGenerator<TextBatch> {
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
      yield { titles: titles.slice(at, at + documentsInBatch), bodies: bodies.slice(at, at + documentsInBatch) };
  }
}
