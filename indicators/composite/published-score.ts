import type { Dimension, Framework, Indicator, SubDimension } from '../framework.ts';
import type { Level } from '../framework-schema.ts';
import type { Matrix } from '../matrix.ts';
import { sharesOf } from './effective-weights.ts';
import { weightedMeans } from './means.ts';

/** A dimension has no score when less than this part of what is applicable at the level is there. */
export const COVERAGE = 0.6;

export type NodeState = 'ok' | 'coverage' | 'unsupported' | 'inapplicable';

export interface NodeScore {
  node: string;
  state: NodeState;
  /** Part of the weight applicable at the level that entered, 0–1. */
  coverage: number;
  /** The score and its replicates, 0–100; undefined unless `ok`. */
  column: Float64Array | undefined;
  /** Indicators that entered, in the order of the tree: scores of different sets are not compared. */
  indicators: string[];
}

export interface CompositeInput {
  framework: Framework;
  level: Level;
  /** Normalised columns (0–100) of the indicators that have a figure. */
  scores: Matrix;
  /** Indicators of the supported set that have lost their column: what they belong to has no score. */
  lost: ReadonlySet<string>;
}

/**
 * Index, dimensions and sub-dimensions of one subject by weighted arithmetic means (indicators.md, rule 4): what does
 * not apply at the level does not count; a dimension needs 60% of its weight; the index needs every dimension.
 */
export function compositeScores({ framework, level, scores, lost }: CompositeInput): NodeScore[] {
  const dimensions = framework.dimensions.map((dimension) => dimensionScore(dimension, level, scores, lost));
  const nodes = dimensions.map(({ own }) => own);
  return [indexScore(framework, nodes), ...dimensions.flatMap(({ own, subs }) => [own, ...subs])];
}

/** Part of each scored indicator at a level in its dimension, summing to 1. */
export function partsInDimension(dimension: Dimension, level: Level): Map<string, number> {
  const subs = applicableSubs(dimension, level);
  const subShares = sharesOf(subs.map(({ sub }) => sub.weight));
  return new Map(
    subs.flatMap(({ indicators }, s) => {
      const shares = sharesOf(indicators.map((indicator) => indicator.weight));
      return indicators.map((indicator, i): [string, number] => [indicator.id, subShares[s]! * shares[i]!]);
    }),
  );
}

/** The indicators of a sub-dimension that enter the score at a level. */
export const applicableIn = (sub: SubDimension, level: Level): Indicator[] =>
  sub.indicators.filter((indicator) => indicator.role === 'scored' && indicator.levels.includes(level));

const applicableSubs = (dimension: Dimension, level: Level) =>
  dimension.sub_dimensions
    .map((sub) => ({ sub, indicators: applicableIn(sub, level) }))
    .filter(({ indicators }) => indicators.length > 0);

function dimensionScore(
  dimension: Dimension,
  level: Level,
  scores: Matrix,
  lost: ReadonlySet<string>,
): { own: NodeScore; subs: NodeScore[] } {
  const subs = dimension.sub_dimensions.map((sub) => subDimensionScore(sub, level, scores, lost));
  const weights = partsInDimension(dimension, level);
  const there = [...weights.keys()].filter((id) => scores.has(id));
  const coverage = part(sum(there.map((id) => weights.get(id)!)));
  const own = { node: dimension.id, coverage, indicators: there, column: undefined };
  if (weights.size === 0) return { own: { ...own, state: 'inapplicable' }, subs };
  if ([...weights.keys()].some((id) => lost.has(id))) return { own: { ...own, state: 'unsupported' }, subs };
  const column = columnMean(
    dimension.sub_dimensions.map((sub) => columnOfSub(sub, level, scores)),
    dimension.sub_dimensions.map((sub) => sub.weight),
  );
  if (!column || coverage < COVERAGE) return { own: { ...own, state: 'coverage' }, subs };
  return { own: { ...own, state: 'ok', column }, subs };
}

const columnOfSub = (sub: SubDimension, level: Level, scores: Matrix): Float64Array | undefined => {
  const indicators = applicableIn(sub, level);
  return columnMean(
    indicators.map((indicator) => scores.get(indicator.id)),
    indicators.map((indicator) => indicator.weight),
  );
};

function subDimensionScore(sub: SubDimension, level: Level, scores: Matrix, lost: ReadonlySet<string>): NodeScore {
  const indicators = applicableIn(sub, level);
  const there = indicators.filter((indicator) => scores.has(indicator.id));
  const total = sum(indicators.map((indicator) => indicator.weight));
  const coverage = part(total > 0 ? sum(there.map((indicator) => indicator.weight)) / total : 0);
  const own = { node: sub.id, coverage, indicators: there.map((indicator) => indicator.id), column: undefined };
  if (indicators.length === 0) return { ...own, state: 'inapplicable' };
  if (indicators.some((indicator) => lost.has(indicator.id))) return { ...own, state: 'unsupported' };
  const column = columnOfSub(sub, level, scores);
  return column ? { ...own, state: 'ok', column } : { ...own, state: 'coverage' };
}

function indexScore({ dimensions }: Framework, all: NodeScore[]): NodeScore {
  const nodes = all.filter((_, i) => dimensions[i]!.weight > 0);
  const weights = dimensions.map((dimension) => dimension.weight).filter((weight) => weight > 0);
  const total = sum(weights);
  const own = {
    node: 'index',
    coverage: part(sum(nodes.map((node, i) => (weights[i]! / total) * node.coverage))),
    indicators: nodes.flatMap((node) => node.indicators),
    column: undefined,
  };
  const [missing] = (['inapplicable', 'unsupported', 'coverage'] as const).filter((state) =>
    nodes.some((node) => node.state === state),
  );
  if (missing) return { ...own, coverage: missing === 'inapplicable' ? 0 : own.coverage, state: missing };
  return {
    ...own,
    state: 'ok',
    column: columnMean(
      nodes.map((node) => node.column),
      weights,
    ),
  };
}

/** The weighted mean of the columns that are there; undefined when none is, or they weigh nothing. */
function columnMean(
  columns: readonly (Float64Array | undefined)[],
  weights: readonly number[],
): Float64Array | undefined {
  const there = columns.flatMap((column, i) => (column && weights[i]! > 0 ? [{ column, weight: weights[i]! }] : []));
  if (there.length === 0) return undefined;
  return weightedMeans(
    there.map(({ column }) => column),
    there.map(({ weight }) => weight),
  ).mean;
}

/** Sums of thirds and fifths stand a little beside the threshold they should meet. */
const part = (share: number): number => Math.round(share * 1e9) / 1e9;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
