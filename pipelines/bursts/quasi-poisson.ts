/** The points a log-linear model of counts is fitted to. All columns have one entry per point. */
export interface ReferencePoints {
  counts: ArrayLike<number>;
  /** Position in time. */
  times: ArrayLike<number>;
  /** Season level of each point: 0 to `levels` − 1. */
  seasons: ArrayLike<number>;
  levels: number;
  /** Logarithm of the volume each count is a part of; 0 where volume does not matter. */
  offsets: ArrayLike<number>;
}

/** ln(mean) = offset + level of the season + slope × time. */
export interface FittedModel {
  /** Per season; of no meaning where the season has no point. */
  levels: Float64Array;
  /** 0 without a trend. */
  slope: number;
  /** Fitted count of each point. */
  means: Float64Array;
  /** Sum of the weights of each season's points, and their weighted mean time. */
  weightOf: Float64Array;
  centreOf: Float64Array;
  /** Weighted squares of time within the seasons: 1 over the slope's variance, before dispersion. 0 without a trend. */
  spread: number;
  /** Pearson's χ² over the degrees of freedom: may be below 1. */
  dispersion: number;
  freedom: number;
  converged: boolean;
}

const mostIterations = 25;
const tolerance = 1e-8;
/** A season without any count has this mean, not none: its logarithm must exist. */
const leastMean = 1e-10;

/**
 * Fits the model with variance proportional to the mean. Seasons alone have a closed form; with a trend it is iteratively
 * reweighted least squares, done when the deviance changes by less than 1e-8 of itself, as in R's glm. Since every point
 * belongs to one season, each step is a handful of sums: time grows with the points alone. `weights`: one per point.
 */
export function fitCounts(points: ReferencePoints, weights: ArrayLike<number>, trend: boolean): FittedModel {
  const means = trend
    ? Float64Array.from({ length: points.counts.length }, (_, i) => points.counts[i]! + 0.1)
    : seasonMeans(points, weights);
  let step = leastSquares(points, weights, means, trend);
  let converged = !trend;
  let deviance = Number.POSITIVE_INFINITY;
  for (let iteration = 0; iteration < mostIterations && !converged; iteration++) {
    for (let i = 0; i < means.length; i++)
      means[i] = Math.exp(
        Math.min(700, points.offsets[i]! + step.levels[points.seasons[i]!]! + step.slope * points.times[i]!),
      );
    const next = devianceOf(points.counts, means, weights);
    if (!Number.isFinite(next)) break;
    converged = Math.abs(next - deviance) < tolerance * (Math.abs(next) + 0.1);
    deviance = next;
    step = leastSquares(points, weights, means, trend);
  }
  let pearson = 0;
  for (let i = 0; i < means.length; i++) pearson += (weights[i]! * (points.counts[i]! - means[i]!) ** 2) / means[i]!;
  const used = step.weightOf.reduce((sum, weight) => sum + Number(weight > 0), 0) + Number(step.spread > 0);
  const freedom = means.length - used;
  return { ...step, means, dispersion: freedom > 0 ? pearson / freedom : 1, freedom, converged };
}

/** Variance of ln(mean) at a season and time, to be multiplied by the dispersion. Infinite for a season without points. */
export function predictorVariance(
  { weightOf, centreOf, spread }: Pick<FittedModel, 'weightOf' | 'centreOf' | 'spread'>,
  season: number,
  time: number,
): number {
  const level = 1 / weightOf[season]!;
  return spread > 0 ? level + (time - centreOf[season]!) ** 2 / spread : level;
}

function seasonMeans({ counts, seasons, levels, offsets }: ReferencePoints, weights: ArrayLike<number>): Float64Array {
  const found = new Float64Array(levels);
  const volume = new Float64Array(levels);
  for (let i = 0; i < counts.length; i++) {
    found[seasons[i]!]! += weights[i]! * counts[i]!;
    volume[seasons[i]!]! += weights[i]! * Math.exp(offsets[i]!);
  }
  return Float64Array.from({ length: counts.length }, (_, i) =>
    Math.max(leastMean, (Math.exp(offsets[i]!) * found[seasons[i]!]!) / volume[seasons[i]!]!),
  );
}

/** One step of weighted least squares around the present means. */
function leastSquares(
  { counts, times, seasons, levels, offsets }: ReferencePoints,
  weights: ArrayLike<number>,
  means: Float64Array,
  trend: boolean,
): Pick<FittedModel, 'levels' | 'slope' | 'weightOf' | 'centreOf' | 'spread'> {
  const weightOf = new Float64Array(levels);
  const centreOf = new Float64Array(levels);
  const responseOf = new Float64Array(levels);
  const working = new Float64Array(means.length);
  for (let i = 0; i < means.length; i++) {
    const mean = means[i]!;
    const weight = weights[i]! * mean;
    const season = seasons[i]!;
    working[i] = Math.log(mean) - offsets[i]! + (counts[i]! - mean) / mean;
    weightOf[season]! += weight;
    centreOf[season]! += weight * times[i]!;
    responseOf[season]! += weight * working[i]!;
  }
  for (let season = 0; season < levels; season++) {
    if (weightOf[season] === 0) continue;
    centreOf[season]! /= weightOf[season]!;
    responseOf[season]! /= weightOf[season]!;
  }
  let spread = 0;
  let joint = 0;
  if (trend)
    for (let i = 0; i < means.length; i++) {
      const season = seasons[i]!;
      const weighted = weights[i]! * means[i]! * (times[i]! - centreOf[season]!);
      spread += weighted * (times[i]! - centreOf[season]!);
      joint += weighted * (working[i]! - responseOf[season]!);
    }
  const slope = spread > 0 ? joint / spread : 0;
  return {
    levels: responseOf.map((response, season) => response - slope * centreOf[season]!),
    slope,
    weightOf,
    centreOf,
    spread,
  };
}

function devianceOf(counts: ArrayLike<number>, means: Float64Array, weights: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    const [y, mean] = [counts[i]!, means[i]!];
    sum += weights[i]! * ((y > 0 ? y * Math.log(y / mean) : 0) - (y - mean));
  }
  return 2 * sum;
}
