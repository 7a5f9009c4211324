import { studentTwoSided } from './distributions.ts';
import { type FittedModel, fitCounts, predictorVariance } from './quasi-poisson.ts';

/** The points a count is compared with. */
export interface ReferencePoints {
  counts: ArrayLike<number>;
  /** Position in time, in steps. */
  times: ArrayLike<number>;
  /** Season level of each point: 0 to `levels` − 1. */
  seasons: ArrayLike<number>;
  levels: number;
  /** Logarithm of the volume each count is a part of; 0 where volume does not matter. */
  offsets: ArrayLike<number>;
}

/** The point that is judged. */
export interface JudgedPoint {
  time: number;
  season: number;
  offset: number;
}

export interface ModelRules {
  /** Down-weight past points whose Anscombe residual is above the threshold: outbreaks of the past. */
  reweight: boolean;
  weightsThreshold: number;
  trend: boolean;
  /** A trend stays when its p-value is below. */
  trendThreshold: number;
  /** Years of reference points; a trend needs three. */
  years: number;
}

export interface ExpectedCount {
  mean: number;
  /** Standard error of ln(mean). */
  logError: number;
  /** Variance over mean, at least 1. */
  dispersion: number;
  trend: boolean;
}

/** The fit from which the standard error of coefficients is taken. */
export interface WeightedFit extends FittedModel {
  counts: ArrayLike<number>;
  weights: ArrayLike<number>;
  reweighted: boolean;
}

/** What the variance of coefficients is multiplied with. */
export type CoefficientDispersion = (fit: WeightedFit) => number;

const atLeastOne = (fit: FittedModel): number => Math.max(1, fit.dispersion);

/**
 * What was to be expected at a point, by a quasi-Poisson log-linear model of its reference points: intercept, season,
 * a trend that is significant and does not extrapolate beyond what was seen (Farrington et al. 1996), with past outbreaks
 * down-weighted (Noufaily et al. 2013). Undefined when the model cannot be fitted.
 */
export function expectedCount(
  points: ReferencePoints,
  now: JudgedPoint,
  rules: ModelRules,
  coefficientDispersion: CoefficientDispersion = atLeastOne,
): ExpectedCount | undefined {
  const trended = rules.trend ? fitted(points, rules, true) : undefined;
  if (trended) {
    const found = prediction(trended, points, now, true, coefficientDispersion);
    const size = trended.coefficients.length;
    const variance = coefficientDispersion(trended) * trended.inverse[size + 1]!;
    const p = studentTwoSided(trended.coefficients[1]! / Math.sqrt(variance), trended.freedom);
    const largest = Array.from(points.counts).reduce((most, count) => Math.max(most, count), 0);
    // At a threshold of 1 every trend is significant, one of no slope as well.
    if (variance > 0 && p <= rules.trendThreshold && rules.years >= 3 && found.mean <= largest) return found;
  }
  const level = fitted(points, rules, false);
  return level && prediction(level, points, now, false, coefficientDispersion);
}

function fitted(points: ReferencePoints, rules: ModelRules, trend: boolean): WeightedFit | undefined {
  const { counts, offsets } = points;
  const columns = designColumns(points, trend);
  const equal = new Float64Array(counts.length).fill(1);
  const first = fitCounts({ counts, columns, offsets, weights: equal });
  if (!first.converged || first.freedom < 1) return undefined;
  if (!rules.reweight) return { ...first, counts, weights: equal, reweighted: false };
  const weights = outbreakWeights(first, counts, columns, rules.weightsThreshold);
  const second = fitCounts({ counts, columns, offsets, weights });
  return second.converged ? { ...second, counts, weights, reweighted: true } : undefined;
}

function designColumns({ times, seasons, levels, counts }: ReferencePoints, trend: boolean): ArrayLike<number>[] {
  const season = Array.from({ length: levels - 1 }, (_, level) =>
    Float64Array.from({ length: counts.length }, (_, i) => Number(seasons[i] === level + 1)),
  );
  return trend ? [times, ...season] : season;
}

/** 1 for ordinary points, less the higher a point stands out, scaled to a mean of 1. */
function outbreakWeights(
  fit: FittedModel,
  counts: ArrayLike<number>,
  columns: readonly ArrayLike<number>[],
  threshold: number,
): Float64Array {
  const dispersion = atLeastOne(fit);
  const x = new Array<number>(columns.length);
  const weights = Float64Array.from(fit.means, (mean, i) => {
    for (let j = 0; j < columns.length; j++) x[j] = columns[j]![i]!;
    const leverage = Math.min(1 - 1e-9, mean * predictorVariance(fit, x));
    const anscombe = 1.5 * (counts[i]! ** (2 / 3) * mean ** (-1 / 6) - Math.sqrt(mean));
    const standardised = anscombe / Math.sqrt(dispersion * (1 - leverage));
    return standardised > threshold ? standardised ** -2 : 1;
  });
  const scale = weights.length / weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => scale * weight);
}

function prediction(
  fit: WeightedFit,
  { levels }: ReferencePoints,
  { time, season, offset }: JudgedPoint,
  trend: boolean,
  coefficientDispersion: CoefficientDispersion,
): ExpectedCount {
  const seasons = Array.from({ length: levels - 1 }, (_, level) => Number(season === level + 1));
  const x = trend ? [time, ...seasons] : seasons;
  const linear = x.reduce((sum, value, j) => sum + value * fit.coefficients[j + 1]!, fit.coefficients[0]! + offset);
  return {
    mean: Math.exp(linear),
    logError: Math.sqrt(coefficientDispersion(fit) * predictorVariance(fit, x)),
    dispersion: atLeastOne(fit),
    trend,
  };
}
