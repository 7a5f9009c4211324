import { studentTwoSided } from './distributions.ts';
import { type FittedModel, fitCounts, predictorVariance, type ReferencePoints } from './quasi-poisson.ts';

/** The point that is judged. */
export interface JudgedPoint {
  time: number;
  season: number;
  offset: number;
}

export interface ModelRules {
  /** How often past points whose Anscombe residual is above the threshold, outbreaks of the past, are down-weighted: 1 is Noufaily's. */
  reweightings: number;
  weightsThreshold: number;
  trend: boolean;
  /** A trend stays when its p-value is not above. */
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
 * What was to be expected at a point, by a quasi-Poisson log-linear model of its reference points: season, and a trend
 * that is significant and does not extrapolate beyond what was seen (Farrington et al. 1996), with past outbreaks
 * down-weighted (Noufaily et al. 2013). Undefined when the model cannot be fitted.
 */
export function expectedCount(
  points: ReferencePoints,
  now: JudgedPoint,
  rules: ModelRules,
  coefficientDispersion: CoefficientDispersion = atLeastOne,
): ExpectedCount | undefined {
  const trended = rules.trend && rules.years >= 3 ? fitted(points, rules, true) : undefined;
  if (trended && trended.spread > 0) {
    const found = prediction(trended, now, coefficientDispersion);
    const error = Math.sqrt(coefficientDispersion(trended) / trended.spread);
    const p = studentTwoSided(trended.slope / error, trended.freedom);
    let largest = 0;
    for (let i = 0; i < points.counts.length; i++) largest = Math.max(largest, points.counts[i]!);
    if (p <= rules.trendThreshold && found.mean <= largest) return found;
  }
  const level = fitted(points, rules, false);
  return level && prediction(level, now, coefficientDispersion);
}

function fitted(points: ReferencePoints, rules: ModelRules, trend: boolean): WeightedFit | undefined {
  const { counts } = points;
  const equal = new Float64Array(counts.length).fill(1);
  let fit: WeightedFit = { ...fitCounts(points, equal, trend), counts, weights: equal, reweighted: false };
  for (let round = 0; round < rules.reweightings && fit.converged && fit.freedom > 0; round++) {
    const weights = outbreakWeights(fit, points, rules.weightsThreshold);
    fit = { ...fitCounts(points, weights, trend), counts, weights, reweighted: true };
  }
  return fit.converged && fit.freedom > 0 ? fit : undefined;
}

/** 1 for ordinary points, less the higher a point stands out, scaled to a mean of 1. */
function outbreakWeights(
  fit: FittedModel,
  { counts, seasons, times }: ReferencePoints,
  threshold: number,
): Float64Array {
  const dispersion = atLeastOne(fit);
  const weights = Float64Array.from(fit.means, (mean, i) => {
    const leverage = Math.min(1 - 1e-9, mean * predictorVariance(fit, seasons[i]!, times[i]!));
    const anscombe = 1.5 * (counts[i]! ** (2 / 3) * mean ** (-1 / 6) - Math.sqrt(mean));
    const standardised = anscombe / Math.sqrt(dispersion * (1 - leverage));
    return standardised > threshold ? standardised ** -2 : 1;
  });
  const scale = weights.length / weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => scale * weight);
}

function prediction(
  fit: WeightedFit,
  { time, season, offset }: JudgedPoint,
  coefficientDispersion: CoefficientDispersion,
): ExpectedCount {
  return {
    mean: Math.exp(offset + fit.levels[season]! + fit.slope * time),
    logError: Math.sqrt(coefficientDispersion(fit) * predictorVariance(fit, season, time)),
    dispersion: atLeastOne(fit),
    trend: fit.spread > 0,
  };
}
