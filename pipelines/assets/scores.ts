import { type Goalposts, pointsByGoalposts } from '../../indicators/composite/normalisers.ts';
import { compositeScores, type NodeState } from '../../indicators/composite/published-score.ts';
import { type Framework, type Indicator, indicatorsOf } from '../../indicators/framework.ts';
import type { Level } from '../../indicators/framework-schema.ts';
import { columnOf } from '../../indicators/matrix.ts';
import { percentileInterval } from '../../indicators/quantile.ts';
import type { Asset } from '../engine/asset.ts';
import { codeVersion, readSql } from '../engine/sql.ts';
import { definitionOf, frameworkOf } from '../scorecard/framework-of.ts';
import { insertRecords } from '../scorecard/insert-records.ts';
import { asTimestamp } from '../scorecard/moment.ts';
import { periodOf } from '../scorecard/reporting-period.ts';
import { resampledRows } from '../scorecard/resampled-rows.ts';

const scoreTable = {
  name: 'scores',
  columns: `period VARCHAR, subject_kind VARCHAR, subject VARCHAR, node VARCHAR, score DOUBLE, low DOUBLE,
  high DOUBLE, coverage DOUBLE, state VARCHAR, provisional BOOLEAN, indicators VARCHAR, replicates FLOAT[]`,
};

const keptTable = {
  name: 'kept_scores',
  columns: `period VARCHAR, subject_kind VARCHAR, subject VARCHAR, node VARCHAR, score DOUBLE, coverage DOUBLE,
  state VARCHAR, indicators VARCHAR`,
};

const figuresSql = readSql('marts/scores_figures');
const goalpostsSql = readSql('marts/scores_goalposts');
const keptSql = readSql('marts/scores_kept');

/**
 * Points from 0 to 100 of the index, dimensions, sub-dimensions and indicators for every subject of a period, each from
 * the subject's own figures through the same goalposts, with the middle 95% of its replicates.
 * `indicators`: the ids that entered; scores of different sets are not compared. Replicates are kept for composites;
 * an indicator's are those of its value. An indicator's state is its value's.
 * `kept_scores`: the composites without excluded orders (不含剔除), of subjects that have any.
 */
export const scores: Asset = {
  key: 'scores',
  partitioning: 'period',
  tables: [scoreTable, keptTable],
  reads: [
    { asset: 'values', mapping: 'same' },
    { asset: 'goalposts', mapping: 'all' },
  ],
  codeVersion: codeVersion(2, figuresSql, goalpostsSql, keptSql),
  config: (site, partition) => definitionOf(site, partition),
  checks: [],
  async materialize({ site, warehouse, partition }) {
    const framework = frameworkOf(site, partition);
    const posts = await warehouse.rows<Posts>(goalpostsSql, {
      framework: framework.key,
      start: asTimestamp(periodOf(site, partition).start),
    });
    const figures = await resampledRows<Figure>(warehouse, figuresSql, { period: partition });
    const rows = subjectsOf(figures).flatMap((own) => subjectScores(framework, own, posts));
    await insertRecords(warehouse, scoreTable, rows, { period: partition });
    const kept = await warehouse.rows<Omit<Figure, 'replicates'>>(keptSql, { period: partition });
    const keptRows = subjectsOf(kept).flatMap((own) => keptScores(framework, own, posts));
    await insertRecords(warehouse, keptTable, keptRows, { period: partition });
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
function subjectsOf<Own extends Pick<Figure, 'subject_kind' | 'subject'>>(figures: readonly Own[]): Own[][] {
  const groups: Own[][] = [];
  for (const figure of figures) {
    const last = groups.at(-1);
    if (last && last[0]!.subject_kind === figure.subject_kind && last[0]!.subject === figure.subject) last.push(figure);
    else groups.push([figure]);
  }
  return groups;
}

/** Points of a subject's figures, and the indicators of its supported set that have lost their column. */
function pointsOf<Own extends Pick<Figure, 'subject_kind' | 'indicator' | 'state' | 'value'>>(
  framework: Framework,
  figures: readonly Own[],
  posts: readonly Posts[],
  columnOfFigure: (figure: Own, value: number) => Float64Array | undefined,
): { points: Map<string, Float64Array>; lost: Set<string> } {
  const byIndicator = new Map(figures.map((figure) => [figure.indicator, figure]));
  const postsOf = new Map(posts.map((post) => [post.indicator, post]));
  const points = new Map<string, Float64Array>();
  const lost = new Set<string>();
  for (const { id, direction, goalposts } of scoredOf(framework)) {
    const figure = byIndicator.get(id);
    const post = postsOf.get(id);
    if (!figure || !post) continue;
    if (figure.state === 'unsupported' && post.supported.includes(figure.subject_kind)) lost.add(id);
    const column = figure.value === null ? undefined : columnOfFigure(figure, figure.value);
    if (column) points.set(id, pointsByGoalposts(column, { ...post, floor: goalposts?.floor }, direction));
  }
  return { points, lost };
}

const scoredOf = (framework: Framework): Indicator[] =>
  indicatorsOf(framework).filter((indicator) => indicator.role === 'scored');

function subjectScores(framework: Framework, figures: readonly Figure[], posts: readonly Posts[]): ScoreRow[] {
  const { subject_kind: level, subject } = figures[0]!;
  const byIndicator = new Map(figures.map((figure) => [figure.indicator, figure]));
  const { points, lost } = pointsOf(framework, figures, posts, ({ replicates }, value) =>
    replicates ? columnOf(value, replicates) : undefined,
  );
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
  return [
    ...composites,
    ...scoredOf(framework).map((indicator) => indicatorScore(indicator, level, subject, byIndicator, points)),
  ];
}

type KeptRow = Pick<ScoreRow, 'subject_kind' | 'subject' | 'node' | 'score' | 'coverage' | 'state' | 'indicators'>;

function keptScores(
  framework: Framework,
  figures: readonly Omit<Figure, 'replicates'>[],
  posts: readonly Posts[],
): KeptRow[] {
  const { subject_kind: level, subject } = figures[0]!;
  const { points, lost } = pointsOf(framework, figures, posts, (_, value) => Float64Array.of(value));
  return compositeScores({ framework, level, scores: points, lost }).map(
    ({ node, state, coverage, column, indicators }) => ({
      subject_kind: level,
      subject,
      node,
      score: column?.[0] ?? null,
      coverage,
      state,
      indicators: indicators.join(','),
    }),
  );
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
