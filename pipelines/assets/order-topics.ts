import { DOUBLE, VARCHAR } from 'duckdb';
import type { Asset } from '../engine/asset.ts';
import { codeVersion } from '../engine/sql.ts';
import { insertColumns } from '../scorecard/insert-columns.ts';
import { readTokens } from '../text/token-tables.ts';
import { topicIds, transform, withHeavyTitles } from '../topics/model.ts';
import { readModel } from '../topics/model-tables.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { titleWeight } from './topic-models.ts';

/**
 * The topic of every order with text, by the model of its own month: the newest one up to that month, else the first
 * there is. Undated orders use the newest of all.
 */
export const orderTopics: Asset = {
  key: 'order_topics',
  partitioning: 'month',
  tables: [{ name: 'order_topics', columns: '"month" VARCHAR, order_id VARCHAR, topic VARCHAR, fit DOUBLE' }],
  reads: [
    { asset: 'tokens', mapping: 'same' },
    { asset: 'topic_models', mapping: 'until' },
    { asset: 'first_topics', mapping: 'all' },
  ],
  codeVersion: codeVersion(2),
  checks: [],
  async materialize({ warehouse, partition: month }) {
    const modelMonth = await modelFor(warehouse, month);
    if (modelMonth === undefined) return;
    const { orderIds, corpus } = await readTokens(warehouse, [month]);
    if (orderIds.length === 0) return;
    const model = await readModel(warehouse, modelMonth);
    const assignment = transform(model, withHeavyTitles(corpus, titleWeight));
    const topics = topicIds(model, assignment);
    await insertColumns(warehouse, 'order_topics', [
      { name: 'month', type: VARCHAR, ddl: 'VARCHAR', values: orderIds.map(() => month) },
      { name: 'order_id', type: VARCHAR, ddl: 'VARCHAR', values: orderIds },
      { name: 'topic', type: VARCHAR, ddl: 'VARCHAR', values: topics },
      {
        name: 'fit',
        type: DOUBLE,
        ddl: 'DOUBLE',
        values: Array.from(assignment.cosine, (x) => Math.round(x * 1e4) / 1e4),
      },
    ]);
  },
};

async function modelFor(warehouse: Warehouse, month: string): Promise<string | undefined> {
  const found = await warehouse.row<{ month: string | null }>(
    `select coalesce(max("month") filter ("month" <= $month), (select min(model_month) from first_topics)) as "month" from topic_models`,
    { month },
  );
  return found?.month ?? undefined;
}
