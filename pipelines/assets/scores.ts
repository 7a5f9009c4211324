import { BOOLEAN, DOUBLE, FLOAT, LIST, VARCHAR } from 'duckdb';
import { type Goalposts, pointsByGoalposts } from '../../indicators/composite/normalisers.ts';
import { compositeScores, type NodeState } from '../../indicators/composite/published-score.ts';
import { type Framework, type Indicator, indicatorsOf } from '../../indicators/framework.ts';
import type { Level } from '../../indicators/framework-schema.ts';
import { columnOf } from '../../indicators/matrix.ts';
import { percentileInterval } from '../../indicators/quantile.ts';
import type { Asset } from '../engine/asset.ts';
import { codeVersion, readSql } from '../engine/sql.ts';
import { definitionOf, frameworkOf } from '../scorecard/framework-of.ts';
import { insertColumns, listOf } from '../scorecard/insert-columns.ts';
import { asTimestamp } from '../scorecard/moment.ts';
import { periodOf } from '../scorecard/reporting-period.ts';
import { resampledRows } from '../scorecard/resampled-rows.ts';

const columns = `period VARCHAR, subject_kind VARCHAR, subject VARCHAR, node VARCHAR, score DOUBLE, low DOUBLE,
  high DOUBLE, coverage DOUBLE, state VARCHAR, provisional BOOLEAN, indicators VARCHAR, replicates FLOAT[]`;

const figuresSql = readSql('marts/scores_figures');
const goalpostsSql = readSql('marts/scores_goalposts');

/**
 * Points from 0 to 100 of the index, dimensions, sub-dimensions and indicators for every subject of a period, each from
 * the subject's own figures through the same goalposts, with the middle 95% of its replicates.
 * `indicators`: the ids that entered; scores of different sets are not compared. Replicates are kept for composites;
 * an indicator's are those of its value. An indicator's state is its value's.
 */
export const scores: Asset = {
  key: 'scores',
  partitioning: 'period',
  tables: [{ name: 'scores', columns }],
  reads: [
    { asset: 'values', mapping: 'same' },
    { asset: 'goalposts', mapping: 'all' },
  ],
  codeVersion: codeVersion(1, figuresSql, goalpostsSql),
  config: (site) => definitionOf(site),
  checks: [],
  async materialize({ site, warehouse, partition }) {
    const framework = frameworkOf(site);
    const posts = await warehouse.rows<Posts>(goalpostsSql, {
      framework: framework.key,
      start: asTimestamp(periodOf(site, partition).start),
    });
    const figures = await resampledRows<Figure>(warehouse, figuresSql, { period: partition });
    const rows = subjectsOf(figures).flatMap((own) => subjectScores(framework, own, posts));
    await insertColumns(warehouse, 'scores', tableColumns(partition, rows));
  },
};

interface Figure {
  subject_kind: Level;
  subject: string;
  indicator: string;
  state: string;
  value: number | null;
  provisional: boolean;
  replicates: Float32Array | null;
}

interface Posts extends Goalposts {
  indicator: string;
  /** Levels at which the indicator has had data since this period or earlier. */
  supported: string[];
}

interface ScoreRow {
  subject_kind: string;
  subject: string;
  node: string;
  score: number | null;
  low: number | null;
  high: number | null;
  coverage: number;
  state: NodeState | string;
  provisional: boolean;
  indicators: string;
  replicates: Float64Array | null;
}

/** Figures come ordered by subject. */
function subjectsOf(figures: readonly Figure[]): Figure[][] {
  const groups: Figure[][] = [];
  for (const figure of figures) {
    const last = groups.at(-1);
    if (last && last[0]!.subject_kind === figure.subject_kind && last[0]!.subject === figure.subject) last.push(figure);
    else groups.push([figure]);
  }
  return groups;
}

function subjectScores(framework: Framework, figures: readonly Figure[], posts: readonly Posts[]): ScoreRow[] {
  const { subject_kind: level, subject } = figures[0]!;
  const byIndicator = new Map(figures.map((figure) => [figure.indicator, figure]));
  const postsOf = new Map(posts.map((post) => [post.indicator, post]));
  const scored = indicatorsOf(framework).filter((indicator) => indicator.role === 'scored');
  const points = new Map<string, Float64Array>();
  const lost = new Set<string>();
  for (const indicator of scored) {
    const figure = byIndicator.get(indicator.id);
    const post = postsOf.get(indicator.id);
    if (figure?.state === 'unsupported' && post?.supported.includes(level)) lost.add(indicator.id);
    if (post && figure && figure.value !== null && figure.replicates)
      points.set(indicator.id, pointsByGoalposts(columnOf(figure.value, figure.replicates), post, indicator.direction));
  }
  const provisional = (ids: readonly string[]) => ids.some((id) => byIndicator.get(id)?.provisional ?? false);
  const composites = compositeScores({ framework, level, scores: points, lost }).map(
    ({ node, state, coverage, column, indicators }): ScoreRow => ({
      subject_kind: level,
      subject,
      node,
      state,
      coverage,
      provisional: provisional(indicators),
      indicators: indicators.join(','),
      ...summary(column),
    }),
  );
  return [...composites, ...scored.map((indicator) => indicatorScore(indicator, level, subject, byIndicator, points))];
}

function indicatorScore(
  { id }: Indicator,
  level: string,
  subject: string,
  figures: ReadonlyMap<string, Figure>,
  points: ReadonlyMap<string, Float64Array>,
): ScoreRow {
  const column = points.get(id);
  const figure = figures.get(id);
  return {
    subject_kind: level,
    subject,
    node: id,
    state: figure?.state ?? 'inapplicable',
    coverage: column ? 1 : 0,
    provisional: figure?.provisional ?? false,
    indicators: column ? id : '',
    ...summary(column),
    replicates: null,
  };
}

function summary(column: Float64Array | undefined): Pick<ScoreRow, 'score' | 'low' | 'high' | 'replicates'> {
  if (!column) return { score: null, low: null, high: null, replicates: null };
  const [score, replicates] = [column[0]!, column.subarray(1)];
  return { score, ...percentileInterval(replicates, score), replicates };
}

function tableColumns(period: string, rows: readonly ScoreRow[]): Parameters<typeof insertColumns>[2] {
  const text = (name: 'subject_kind' | 'subject' | 'node' | 'state' | 'indicators') => ({
    name,
    type: VARCHAR,
    ddl: 'VARCHAR',
    values: rows.map((row) => row[name]),
  });
  const number = (name: 'score' | 'low' | 'high' | 'coverage') => ({
    name,
    type: DOUBLE,
    ddl: 'DOUBLE',
    values: rows.map((row) => row[name]),
  });
  return [
    { name: 'period', type: VARCHAR, ddl: 'VARCHAR', values: rows.map(() => period) },
    text('subject_kind'),
    text('subject'),
    text('node'),
    number('score'),
    number('low'),
    number('high'),
    number('coverage'),
    text('state'),
    { name: 'provisional', type: BOOLEAN, ddl: 'BOOLEAN', values: rows.map((row) => row.provisional) },
    text('indicators'),
    {
      name: 'replicates',
      type: LIST(FLOAT),
      ddl: 'FLOAT[]',
      values: rows.map((row) => (row.replicates ? listOf(row.replicates) : null)),
    },
  ];
}
