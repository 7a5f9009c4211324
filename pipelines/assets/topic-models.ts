import type { Asset } from '../engine/asset.ts';
import { codeVersion } from '../engine/sql.ts';
import { placeWords } from '../text/site-words.ts';
import { readTokens } from '../text/token-tables.ts';
import { carryTopics } from '../topics/carry.ts';
import { hasDrifted } from '../topics/drift.ts';
import { fitTopics } from '../topics/fit.ts';
import { withHeavyTitles } from '../topics/model.ts';
import { insertModel, insertReference, modelMonths, readModel, readSeed } from '../topics/model-tables.ts';
import { type TrainingMonth, trainingSet } from '../topics/training-set.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

const seed = 1;
/** How often a title counts against once for the body. */
export const titleWeight = 2;
const leastDocuments = 300;
const mostDocuments = 60_000;
/** Long texts tell more each: a quarter of them teaches the same topics. */
const mostTokens = 1_500_000;
/** So many documents tell whether a month has drifted from the model. */
const leastToJudge = 1000;
/** A model this old is carried on, drift or not: words change, and topics follow what is written. */
const oldestInMonths = 6;

/**
 * The topics as known at the end of each month, carried from month to month so that a topic stays itself. A model is
 * made once, when its month is over, and is then never changed by late rows: those are only assigned. A month in which
 * nothing new is written keeps the model before it, for half a year at most. A month that comes in before the first model
 * gets none. Where models were forgotten on purpose (`run --refit topics`), the first new one begins with the topics there
 * were, and divides those that hold several matters.
 */
export const topicModels: Asset = {
  key: 'topic_models',
  partitioning: 'month',
  alongside: true, // main thread against the threads that cut the next month's texts
  tables: [
    {
      name: 'topic_models',
      durable: true,
      columns:
        '"month" VARCHAR, part INTEGER, k INTEGER, documents INTEGER, fitted BOOLEAN, fitted_in VARCHAR, model BLOB',
    },
    {
      name: 'topics',
      durable: true,
      columns:
        '"month" VARCHAR, topic VARCHAR, label VARCHAR, parent1 VARCHAR, parent2 VARCHAR, phrases VARCHAR[], orders INTEGER',
    },
    { name: 'topic_seeds', durable: true, columns: '"month" VARCHAR, part INTEGER, model BLOB' },
  ],
  reads: [
    { asset: 'tokens', mapping: 'until' },
    { asset: 'topic_models', mapping: 'previous' },
  ],
  codeVersion: codeVersion(2),
  config: (site) => [site.config.topics, [...placeWords(site)].sort()],
  asOf: (_, month, asOf) => (isOver(month, asOf) ? 'over' : 'under way'),
  checks: [],
  async materialize({ site, warehouse, partition: month, asOf, progress }) {
    if (month === 'undated' || !isOver(month, asOf)) return;
    const models = await modelMonths(warehouse);
    if (models.some((model) => model.month >= month)) return;
    const { months, documents } = trainingSet(await documentsByMonth(warehouse, month));
    if (documents < leastDocuments) return;
    const { k } = site.config.topics;
    const births = k === 'auto';
    const notTelling = placeWords(site);
    const forgotten = await readSeed(warehouse, month);
    if (forgotten) {
      const corpus = await trainingCorpus(warehouse, months);
      progress(1, 2);
      const { model } = carryTopics(forgotten, corpus, { seed, births, divide: k, notTelling });
      return insertModel(warehouse, month, model);
    }
    const previous = models.at(-1);
    if (!previous) {
      const corpus = await trainingCorpus(warehouse, months);
      progress(1, 2);
      return insertModel(warehouse, month, fitTopics(corpus, { k, seed, notTelling }).model);
    }
    const model = await readModel(warehouse, previous.month);
    const fresh = months.filter((m) => m.month > previous.fittedIn);
    const serves =
      fresh.reduce((sum, m) => sum + m.documents, 0) * 3 < documents ||
      (monthsBetween(previous.fittedIn, month) < oldestInMonths &&
        !hasDrifted(model, await trainingCorpus(warehouse, fresh, leastToJudge)));
    if (serves) return insertReference(warehouse, month, previous.fittedIn, model);
    const corpus = await trainingCorpus(warehouse, months);
    progress(1, 2);
    await insertModel(warehouse, month, carryTopics(model, corpus, { seed, births, notTelling }).model);
  },
};

/** A month is over when the run's `as_of` is at or past the first moment of the next one. */
const isOver = (month: string, asOf: string): boolean => asOf.slice(0, 7) > month;

const monthsBetween = (from: string, to: string): number =>
  12 * (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) + Number(to.slice(5)) - Number(from.slice(5));

const documentsByMonth = (warehouse: Warehouse, until: string): Promise<TrainingMonth[]> =>
  warehouse.rows<TrainingMonth>(
    `select "month", count(*) as documents, sum(len(title) + len(body))::BIGINT as tokens from tokens where "month" <= $until and "month" <> 'undated' group by "month" order by "month"`,
    { until },
  );

/** The documents of some months, or a sample of them where there are too many, chosen by a hash of the order id. */
async function trainingCorpus(warehouse: Warehouse, months: TrainingMonth[], atMost = mostDocuments) {
  const documents = months.reduce((sum, month) => sum + month.documents, 0);
  const perDocument = months.reduce((sum, month) => sum + month.tokens, 0) / documents;
  const most = Math.min(atMost, Math.max(1, Math.floor(mostTokens / perDocument)));
  const { corpus } = await readTokens(
    warehouse,
    months.map(({ month }) => month),
    most,
  );
  return withHeavyTitles(corpus, titleWeight);
}
