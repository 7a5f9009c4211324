import { listValue } from 'duckdb';
import { scoredAt } from '../../indicators/framework.ts';
import type { Level } from '../../indicators/framework-schema.ts';
import { type Robustness, robustnessOf } from '../../indicators/sensitivity/robustness.ts';
import type { Asset, StepContext } from '../engine/asset.ts';
import { codeVersion, readSql } from '../engine/sql.ts';
import { definitionsOf, frameworkOf, frameworksOf } from '../scorecard/framework-of.ts';
import { insertRecords } from '../scorecard/insert-records.ts';
import { asTimestamp } from '../scorecard/moment.ts';
import { publishedIndexSql, readPublishedIndex } from '../scorecard/published-index.ts';
import { nodesOf } from './ranks.ts';

const whose = 'period VARCHAR, subject_kind VARCHAR, node VARCHAR';
const tables = {
  robustness_studies: `${whose}, subjects BIGINT, indicators BIGINT, state VARCHAR`,
  robustness_weights: `${whose}, element VARCHAR, depth BIGINT, effective DOUBLE, pull DOUBLE, doubled DOUBLE, doubled_most DOUBLE, removed DOUBLE`,
  robustness_correlations: `${whose}, parent VARCHAR, one VARCHAR, other VARCHAR, correlation DOUBLE, n BIGINT`,
  robustness_groups: `${whose}, parent VARCHAR, child VARCHAR, subjects BIGINT, needed BIGINT, state VARCHAR, alpha DOUBLE, explained DOUBLE, loading DOUBLE`,
  robustness_removals: `${whose}, indicator VARCHAR, moved DOUBLE, most DOUBLE, subject VARCHAR, shift DOUBLE`,
  robustness_spans: `${whose}, subject VARCHAR, nominal BIGINT, best BIGINT, worst BIGINT`,
  robustness_inputs: `${whose}, input VARCHAR, first DOUBLE, first_low DOUBLE, first_high DOUBLE, total DOUBLE, total_low DOUBLE, total_high DOUBLE`,
} as const;
type TableName = keyof typeof tables;
type Rows = Record<TableName, object[]>;

const periodsSql = readSql('marts/robustness_periods');

/** Draws of one Sobol' sample; a study runs it six times over. */
const DRAWS = 200;
/** Where there are many subjects, fewer draws: a study stays within seconds. */
const RANKED_AT_MOST = 40_000;

/**
 * 稳健性: how far the index and the dimensions of the newest complete period rest on their method. A study a level and
 * node; `robustness_studies` says of each whether it was made: `ok`, or `few` (under 3 subjects scored by one set of
 * indicators). Nothing is scored from it.
 */
export const robustness: Asset = {
  key: 'robustness',
  partitioning: 'all',
  tables: Object.entries(tables).map(([name, columns]) => ({ name, columns })),
  reads: ['subjects', 'periods', 'values', 'goalposts', 'comparisons', 'scores'].map((asset) => ({
    asset,
    mapping: 'all',
  })),
  codeVersion: codeVersion(1, periodsSql, ...publishedIndexSql),
  config: definitionsOf,
  asOf: (_site, _partition, asOf) => asOf,
  checks: [],
  async materialize(context) {
    const { warehouse, asOf } = context;
    const newest = await warehouse.rows<{ subject_kind: Level; period: string }>(periodsSql, {
      as_of: asTimestamp(asOf),
      nodes: listValue([
        'index',
        ...frameworksOf(context.site).flatMap(({ dimensions }) => dimensions.map(({ id }) => id)),
      ]),
    });
    const rows = Object.fromEntries(Object.keys(tables).map((name) => [name, []])) as unknown as Rows;
    for (const { subject_kind, period } of newest) await addStudies(context, subject_kind, period, rows);
    for (const [name, columns] of Object.entries(tables))
      await insertRecords(warehouse, { name, columns }, rows[name as TableName]);
  },
};

async function addStudies({ site, warehouse }: StepContext, level: Level, period: string, rows: Rows): Promise<void> {
  const framework = frameworkOf(site, period);
  if (scoredAt(framework, level).length === 0) return;
  for (const node of nodesOf(framework, level)) {
    const index = await readPublishedIndex(warehouse, framework, level, period, node);
    const subjects = index?.subjects.length ?? 0;
    const indicators = Object.keys(index?.specification.iData.columns ?? {}).length;
    const N = Math.max(20, Math.min(DRAWS, Math.floor(RANKED_AT_MOST / Math.max(1, subjects))));
    const study = index && robustnessOf(index.specification, index.resamples, { N, seed: 1 });
    const own = { period, subject_kind: level, node };
    rows.robustness_studies.push({ ...own, subjects, indicators, state: study ? 'ok' : 'few' });
    if (!study) continue;
    for (const [name, found] of Object.entries(tablesOf(study)))
      rows[name as TableName].push(...found.map((row) => ({ ...own, ...row })));
  }
}

const tablesOf = (study: Robustness): Partial<Rows> => ({
  robustness_weights: study.weights.map(({ iCode, level, ...row }) => ({ element: iCode, depth: level, ...row })),
  robustness_correlations: [...study.correlations],
  robustness_groups: study.groups.flatMap(({ children, loadings, ...group }) =>
    children.map((child, i) => ({ ...group, child, loading: loadings[i] })),
  ),
  robustness_removals: study.removals.map(({ iCode, mean, most, who, shift }) => ({
    indicator: iCode,
    moved: mean,
    most,
    subject: who,
    shift,
  })),
  robustness_spans: study.spans.map(({ code, rank, ...span }) => ({ subject: code, nominal: rank, ...span })),
  robustness_inputs: study.inputs.map((input) => ({
    input: input.Variable,
    first: input.Si,
    first_low: input.Si_q5,
    first_high: input.Si_q95,
    total: input.STi,
    total_low: input.STi_q5,
    total_high: input.STi_q95,
  })),
});
