import { blobValue } from 'duckdb';
import { insertRows } from '../warehouse/insert.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { Topic, TopicModel } from './model.ts';
import { modelFromBytes, modelToBytes } from './serial.ts';

/** Bytes of a model in one row; a larger model takes several. */
const partBytes = 8 * 1024 * 1024;

/** Stores the model of a month and its topics. */
export async function insertModel(warehouse: Warehouse, month: string, model: TopicModel): Promise<void> {
  const bytes = modelToBytes(model);
  const { documents } = model;
  for (let at = 0, part = 0; at < bytes.length; at += partBytes, part++)
    await warehouse.run(
      'insert into topic_models select $month, $part::INTEGER, $k::INTEGER, $documents::INTEGER, true, $month, $model',
      { month, part, k: model.topics.length, documents, model: blobValue(bytes.subarray(at, at + partBytes)) },
    );
  await insertTopics(warehouse, month, model);
}

/** Stores that a month uses the model of an earlier one, `fittedIn`, unchanged. */
export async function insertReference(
  warehouse: Warehouse,
  month: string,
  fittedIn: string,
  model: TopicModel,
): Promise<void> {
  await warehouse.run(
    'insert into topic_models select $month, 0, $k::INTEGER, $documents::INTEGER, false, $fittedIn, null::BLOB',
    { month, k: model.topics.length, documents: model.documents, fittedIn },
  );
  await insertTopics(warehouse, month, model);
}

const insertTopics = (warehouse: Warehouse, month: string, { topics }: TopicModel): Promise<void> =>
  insertRows(
    warehouse,
    'topics',
    'month VARCHAR, topic VARCHAR, label VARCHAR, parent1 VARCHAR, parent2 VARCHAR, phrases VARCHAR[], orders INTEGER',
    topics.map(({ id, label, phrases, parents, documents }) => [month, id, label, ...parents, phrases, documents]),
  );

/** The model that the month uses: its own, or the one it refers to. */
export const readModel = async (warehouse: Warehouse, month: string): Promise<TopicModel> =>
  modelFromBytes(await readModelBytes(warehouse, month));

/** The same as it is stored. */
export const readModelBytes = (warehouse: Warehouse, month: string): Promise<Uint8Array> =>
  bytesOf(
    warehouse,
    `select model from topic_models
     where model is not null and "month" = (select max(fitted_in) from topic_models where "month" = $month)
     order by part`,
    month,
  );

/** The parts of a stored model, as `sql` returns them, in one piece. */
async function bytesOf(warehouse: Warehouse, sql: string, month: string): Promise<Uint8Array> {
  const result = await warehouse.connection.runAndReadAll(sql, { month });
  const parts = result.getRows().map(([blob]) => (blob as { bytes: Uint8Array }).bytes);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Month and origin of the models there are, ascending. */
export async function modelMonths(warehouse: Warehouse): Promise<{ month: string; fittedIn: string }[]> {
  return warehouse.rows(`select distinct "month", fitted_in as "fittedIn" from topic_models order by "month"`);
}

/**
 * Forgets the models of a month and all after it, so that the next run fits them anew: on purpose only. The newest one
 * is kept as what the month's new model begins with: it knows every topic there is.
 */
export async function forgetModels(warehouse: Warehouse, fromMonth: string): Promise<void> {
  await warehouse.run('delete from topic_seeds where "month" >= $fromMonth', { fromMonth });
  await warehouse.run(
    `insert into topic_seeds
     select $fromMonth, part, model from topic_models
     where model is not null and "month" = (select max(fitted_in) from topic_models where "month" = (select max("month") from topic_models))`,
    { fromMonth },
  );
  for (const table of ['topic_models', 'topics'])
    await warehouse.run(`delete from ${table} where "month" >= $fromMonth`, { fromMonth });
}

/** What a month's new model begins with, where models were forgotten from it on. */
export async function readSeed(warehouse: Warehouse, month: string): Promise<TopicModel | undefined> {
  const bytes = await bytesOf(warehouse, 'select model from topic_seeds where "month" = $month order by part', month);
  return bytes.length > 0 ? modelFromBytes(bytes) : undefined;
}

/** The month whose model places a month's orders: the newest up to it, else the first there is; none without any. */
export async function modelServing(warehouse: Warehouse, month: string): Promise<string | undefined> {
  const found = await warehouse.row<{ month: string | null }>(
    `select coalesce(max("month") filter ("month" <= $month), (select min(model_month) from first_topics)) as "month" from topic_models`,
    { month },
  );
  return found?.month ?? undefined;
}

/** The topics of a month's model, by id. */
export async function readTopics(warehouse: Warehouse, month: string): Promise<Topic[]> {
  const rows = await warehouse.rows<{
    id: string;
    label: string;
    phrases: string[];
    parent1: string;
    parent2: string;
    documents: number;
  }>(
    'select topic as id, label, phrases, parent1, parent2, orders as documents from topics where "month" = $month order by topic',
    { month },
  );
  return rows.map(({ parent1, parent2, ...topic }) => ({ ...topic, parents: [parent1, parent2] }));
}
