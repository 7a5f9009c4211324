import { bandOf, bandProbabilities } from '../../indicators/bands.ts';
import { type Framework, scoredAt } from '../../indicators/framework.ts';
import type { Level } from '../../indicators/framework-schema.ts';
import { rankIntervals } from '../../indicators/rank-intervals.ts';
import type { Asset, StepContext } from '../engine/asset.ts';
import { codeVersion, readSql } from '../engine/sql.ts';
import { definitionOf, frameworkOf } from '../scorecard/framework-of.ts';
import { insertRecords } from '../scorecard/insert-records.ts';
import {
  type LeftOut,
  publishedIndexSql,
  readPublishedIndex,
  readRanked,
  readUnheard,
  topOf,
} from '../scorecard/published-index.ts';
import { resampledRows } from '../scorecard/resampled-rows.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

const rankTable = {
  name: 'ranks',
  columns: `period VARCHAR, subject_kind VARCHAR, subject VARCHAR, node VARCHAR, state VARCHAR, "rank" INTEGER,
  ranked INTEGER, low INTEGER, high INTEGER, data_low INTEGER, data_high INTEGER, method_low INTEGER, method_high INTEGER`,
};
const bandTable = {
  name: 'bands',
  columns: `period VARCHAR, subject_kind VARCHAR, subject VARCHAR, node VARCHAR, band VARCHAR, position INTEGER,
  own BOOLEAN, probability DOUBLE`,
};

const resampledSql = readSql('marts/ranks_scores');
const volumeSql = readSql('marts/ranks_volume');

/** Who is ranked against whom: the city is alone. */
const rankedLevels: readonly Level[] = ['district', 'street', 'unit'];

/**
 * Ranks of the index and the dimensions, only with their intervals (the middle 90%): of both data and method, and of each
 * by itself. Ranked are subjects scored by one set of indicators, and only when no figure is 初步数. `state`: `ok`, or why
 * a subject has no rank: `indicators` (scored by others than the rest), `callbacks` (回访不足).
 * `bands`: 分档 of every score by the framework's bands, with the probability of each band; `own`: the one it lies in.
 * 回访不足 has neither.
 */
export const ranks: Asset = {
  key: 'ranks',
  partitioning: 'period',
  tables: [rankTable, bandTable],
  reads: [
    { asset: 'subjects', mapping: 'all' },
    { asset: 'values', mapping: 'same' },
    { asset: 'goalposts', mapping: 'all' },
    { asset: 'comparisons', mapping: 'same' },
    { asset: 'scores', mapping: 'same' },
  ],
  codeVersion: codeVersion(2, resampledSql, volumeSql, ...publishedIndexSql),
  config: (site, partition) => definitionOf(site, partition),
  checks: [],
  async materialize(context) {
    const framework = frameworkOf(context.site, context.partition);
    const ranked: RankRow[] = [];
    const banded: BandRow[] = [];
    for (const level of rankedLevels)
      for (const node of nodesOf(framework, level)) {
        ranked.push(...(await ranksAt(context, framework, level, node)));
        banded.push(...(await bandsAt(context, framework, level, node)));
      }
    const common = { period: context.partition };
    await insertRecords(context.warehouse, rankTable, ranked, common);
    await insertRecords(context.warehouse, bandTable, banded, common);
  },
};

interface RankRow {
  subject_kind: Level;
  subject: string;
  node: string;
  state: 'ok' | 'indicators' | 'callbacks';
  ranked: number;
  /** This and what follows: with a rank only. */
  rank?: number;
  low?: number;
  high?: number;
  data_low?: number;
  data_high?: number;
  method_low?: number;
  method_high?: number;
}

interface BandRow {
  subject_kind: Level;
  subject: string;
  node: string;
  band: string;
  position: number;
  own: boolean;
  probability: number;
}

/** The index, where there is one, and the dimensions of a level. */
export const nodesOf = (framework: Framework, level: Level): string[] => {
  const scored = new Set(scoredAt(framework, level).map(({ dimension }) => dimension));
  const dimensions = framework.dimensions.filter(({ id }) => scored.has(id)).map(({ id }) => id);
  return dimensions.length === 0 ? [] : [...new Set([topOf(framework, level), ...dimensions])];
};

async function ranksAt(
  { warehouse, partition }: StepContext,
  framework: Framework,
  level: Level,
  node: string,
): Promise<RankRow[]> {
  const { ranked, provisional, leftOut } = await readRanked(warehouse, framework, level, partition, node);
  if (provisional) return [];
  const own = { subject_kind: level, node, ranked: ranked.length };
  const unranked = leftOut.flatMap(({ code, because }): RankRow[] => {
    const state = stateOf(because);
    return state ? [{ ...own, subject: code, state }] : [];
  });
  const index = await readPublishedIndex(warehouse, framework, level, partition, node);
  if (!index || ranked.length < 2) return unranked;
  const volume = framework.ties === 'volume' ? await volumeOf(warehouse, framework, level, partition) : undefined;
  const rows = rankIntervals(index.specification, index.resamples, volume && { volume }).map(
    ({ code, rank, both, data, method }): RankRow => ({
      ...own,
      subject: code,
      state: 'ok',
      rank,
      low: both.low,
      high: both.high,
      data_low: data.low,
      data_high: data.high,
      method_low: method.low,
      method_high: method.high,
    }),
  );
  return [...rows, ...unranked];
}

/** Who has no score is no row of ranks: its score says why. */
const stateOf = (because: LeftOut['because']): RankRow['state'] | undefined =>
  (({ 'no score': undefined, 'other indicators': 'indicators', callbacks: 'callbacks' }) as const)[because];

/** How much the first indicator counted, by subject. */
async function volumeOf(warehouse: Warehouse, framework: Framework, level: Level, period: string) {
  const counted = await warehouse.rows<{ subject: string; n: number }>(volumeSql, {
    period,
    level,
    indicator: scoredAt(framework, level)[0]!.id,
  });
  return new Map(counted.map(({ subject, n }) => [subject, n]));
}

async function bandsAt(
  { warehouse, partition }: StepContext,
  framework: Framework,
  level: Level,
  node: string,
): Promise<BandRow[]> {
  const { bands } = framework;
  if (!bands) return [];
  const unheard = await readUnheard(warehouse, framework, level, partition, node);
  const scored = await resampledRows<{ subject: string; score: number; replicates: Float32Array }>(
    warehouse,
    resampledSql,
    { period: partition, level, node },
  );
  return scored.flatMap(({ subject, score, replicates }) => {
    if (unheard.has(subject)) return [];
    const own = bandOf(score, bands);
    const probabilities = bandProbabilities(replicates, bands);
    return bands.map((band, position) => ({
      subject_kind: level,
      subject,
      node,
      band: band.name,
      position,
      own: band === own,
      probability: probabilities[position]!,
    }));
  });
}
