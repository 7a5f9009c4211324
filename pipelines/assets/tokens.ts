import type { Asset } from '../engine/asset.ts';
import { codeVersion } from '../engine/sql.ts';
import type { Site } from '../site/site.ts';
import { textToSegment } from '../text/clean.ts';
import { type Corpus, CorpusBuilder } from '../text/corpus.ts';
import { type FixedPhrases, findFixedPhrases, textsLookedAt } from '../text/fixed-phrases.ts';
import { type SegmentedBatch, sharedSegmenter, type TextBatch } from '../text/segmenter.ts';
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
  async begin({ site, warehouse, partition }): Promise<Begun | undefined> {
    const { texts, bytes } = await extentOfTexts(warehouse, partition);
    if (texts === 0 || bytes > mostBytesAhead) return undefined;
    const { segmenter, orderIds, batches } = await textsToCut(site, warehouse, partition);
    const held: TextBatch[] = [];
    for await (const batch of batches) held.push(batch);
    const corpus = corpusOf(segmenter.segment(held));
    corpus.catch(() => undefined); // told to whoever waits for it, if anybody does
    return { orderIds, corpus };
  },
  async materialize({ site, warehouse, partition, progress, begun }) {
    if (begun) {
      const { orderIds, corpus } = begun as Begun;
      return insertTokens(warehouse, partition, { orderIds, corpus: await corpus });
    }
    const { texts } = await extentOfTexts(warehouse, partition);
    if (texts === 0) return;
    const { segmenter, orderIds, batches } = await textsToCut(site, warehouse, partition);
    const corpus = await corpusOf(segmenter.segment(batches), (done) => progress(done, texts));
    await insertTokens(warehouse, partition, { orderIds, corpus });
  },
};

/** A month's texts as they are read, `orderIds` filling meanwhile, and what cuts them. */
async function textsToCut(site: Site, warehouse: Warehouse, month: string) {
  const segmenter = await sharedSegmenter(segmenterOptions(site));
  const fixed = findFixedPhrases(await someTexts(warehouse, month));
  const orderIds: string[] = [];
  return { segmenter, orderIds, batches: textsOf(warehouse, month, orderIds, fixed) };
}

/** A month whose texts have been read, and are being cut. */
interface Begun {
  orderIds: string[];
  corpus: Promise<Corpus>;
}

/** Texts of a larger month are not all held in memory: they are read as they are cut, when it is their turn. */
const mostBytesAhead = 96 << 20;

async function corpusOf(batches: AsyncIterable<SegmentedBatch>, onDone?: (texts: number) => void): Promise<Corpus> {
  const builder = new CorpusBuilder();
  let done = 0;
  for await (const batch of batches) {
    builder.add(batch);
    done += batch.bodyEnds.length;
    onDone?.(done);
  }
  return builder.build();
}

const hasText = "(coalesce(title, '') <> '' or coalesce(body, '') <> '')";

async function extentOfTexts(warehouse: Warehouse, month: string): Promise<{ texts: number; bytes: number }> {
  const found = await warehouse.row<{ texts: number; bytes: number }>(
    `select count(*) as texts, coalesce(sum(strlen(coalesce(title, '')) + strlen(coalesce(body, ''))), 0)::BIGINT as bytes
     from orders where "month" = $month and ${hasText}`,
    { month },
  );
  return found!;
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
