import { DOUBLE, INTEGER, VARCHAR } from 'duckdb';
import type { Asset, StepContext } from '../engine/asset.ts';
import { codeVersion } from '../engine/sql.ts';
import { insertColumns } from '../scorecard/insert-columns.ts';
import type { Site } from '../site/site.ts';
import { segmenterOptions } from '../text/site-words.ts';
import { readTokens } from '../text/token-tables.ts';
import { modelServing, readModelBytes } from '../topics/model-tables.ts';
import { type Placement, placeDocuments } from '../topics/placement.ts';
import { placementPool } from '../topics/placement-pool.ts';
import type { PlacementTask } from '../topics/placement-thread.ts';
import { modelFromBytes } from '../topics/serial.ts';
import type { Suggestion } from '../topics/suggestions.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { titleWeight } from './topic-models.ts';

/**
 * The topic of every order with text, by the model of its own month (the newest one up to that month, else the first
 * there is; undated orders use the newest of all), as the analyst's `topics.yaml` has decided. Beside it the orders that
 * are typical of each topic, for the terminal only, and what an analyst may want to merge, split or watch.
 */
export const orderTopics: Asset = {
  key: 'order_topics',
  partitioning: 'month',
  tables: [
    { name: 'order_topics', columns: '"month" VARCHAR, order_id VARCHAR, topic VARCHAR, fit DOUBLE' },
    { name: 'typical_orders', columns: '"month" VARCHAR, topic VARCHAR, place INTEGER, order_id VARCHAR, fit DOUBLE' },
    {
      name: 'topic_suggestions',
      columns:
        '"month" VARCHAR, kind VARCHAR, topic VARCHAR, other VARCHAR, words VARCHAR[], rest VARCHAR[], orders BIGINT, strength DOUBLE',
    },
  ],
  reads: [
    { asset: 'tokens', mapping: 'same' },
    { asset: 'topic_models', mapping: 'until' },
    { asset: 'first_topics', mapping: 'all' },
  ],
  codeVersion: codeVersion(2),
  config: ({ topics: { pins, merges, splits } }: Site) => ({
    pins,
    merges,
    splits: splits.map(({ topic, into }) => ({ topic, into: into.map(({ part, words }) => ({ part, words })) })),
  }),
  checks: [],
  async begin({ site, warehouse, partition }): Promise<Begun | undefined> {
    const task = await readTask(warehouse, site, partition);
    if (!task) return undefined;
    const placement = placementPool().run(task);
    placement.catch(() => undefined); // told to whoever waits for it, if anybody does
    return { orderIds: task.documentIds, placement };
  },
  async materialize(context) {
    const { site, warehouse, partition: month } = context;
    if (context.begun) {
      const { orderIds, placement } = context.begun as Begun;
      return insertPlacement(context, orderIds, await placement);
    }
    const task = await readTask(warehouse, site, month);
    if (task) await insertPlacement(context, task.documentIds, placeDocuments(modelFromBytes(task.model), task));
  },
};

/** A month that is being placed. */
interface Begun {
  orderIds: string[];
  placement: Promise<Placement>;
}

/** What a month is placed from; nothing where no model serves it or it has no texts. */
async function readTask(warehouse: Warehouse, site: Site, month: string): Promise<PlacementTask | undefined> {
  const modelMonth = await modelServing(warehouse, month);
  if (modelMonth === undefined) return undefined;
  const { orderIds, corpus } = await readTokens(warehouse, [month]);
  if (orderIds.length === 0) return undefined;
  return {
    corpus,
    documentIds: orderIds,
    titleWeight,
    decisions: site.topics,
    synonyms: segmenterOptions(site).synonyms ?? [],
    model: await readModelBytes(warehouse, modelMonth),
  };
}

async function insertPlacement(
  { warehouse, partition: month }: StepContext,
  orderIds: string[],
  { topics, fit, typical, suggestions }: Placement,
): Promise<void> {
  await insertColumns(warehouse, 'order_topics', [
    { name: 'month', type: VARCHAR, ddl: 'VARCHAR', values: orderIds.map(() => month) },
    { name: 'order_id', type: VARCHAR, ddl: 'VARCHAR', values: orderIds },
    { name: 'topic', type: VARCHAR, ddl: 'VARCHAR', values: topics },
    { name: 'fit', type: DOUBLE, ddl: 'DOUBLE', values: Array.from(fit, rounded) },
  ]);
  await insertTypical(
    warehouse,
    month,
    typical.flatMap(([topic, documents]) =>
      documents.map((d, i) => ({ topic, place: i + 1, order_id: orderIds[d]!, fit: rounded(fit[d]!) })),
    ),
  );
  await insertSuggestions(warehouse, month, suggestions);
}

const rounded = (x: number): number => Math.round(x * 1e4) / 1e4;

interface Typical {
  topic: string;
  place: number;
  order_id: string;
  fit: number;
}

async function insertTypical(warehouse: Warehouse, month: string, rows: Typical[]): Promise<void> {
  await insertColumns(warehouse, 'typical_orders', [
    { name: 'month', type: VARCHAR, ddl: 'VARCHAR', values: rows.map(() => month) },
    { name: 'topic', type: VARCHAR, ddl: 'VARCHAR', values: rows.map(({ topic }) => topic) },
    { name: 'place', type: INTEGER, ddl: 'INTEGER', values: rows.map(({ place }) => place) },
    { name: 'order_id', type: VARCHAR, ddl: 'VARCHAR', values: rows.map(({ order_id }) => order_id) },
    { name: 'fit', type: DOUBLE, ddl: 'DOUBLE', values: rows.map(({ fit }) => fit) },
  ]);
}

async function insertSuggestions(warehouse: Warehouse, month: string, suggestions: Suggestion[]): Promise<void> {
  for (const { kind, topic, other, words, rest, orders, strength } of suggestions)
    await warehouse.run(
      `insert into topic_suggestions select $month, $kind, $topic, $other, from_json($words, '["VARCHAR"]'),
         from_json($rest, '["VARCHAR"]'), $orders::BIGINT, $strength::DOUBLE`,
      {
        month,
        kind,
        topic,
        other,
        words: JSON.stringify(words),
        rest: JSON.stringify(rest),
        orders,
        strength: rounded(strength),
      },
    );
}
