import { betaQuantile, logGamma } from './beta.ts';

/** A share with the number of independent trials it is worth, which may be broken. */
export interface Share {
  value: number;
  effective: number;
}

export interface Shrunk {
  value: number;
  low: number;
  high: number;
}

/** Shrinkage of a subject of middle size, from hardly any to nearly whole. */
const GRID = Array.from({ length: 24 }, (_, i) => (i + 0.5) / 24);

/**
 * Empirical Bayes: shares of small subjects drawn towards the mean of their peers, the more so the less they rest on
 * and the less the peers differ. Beta-binomial; how much the peers differ is not taken as known: the result averages
 * over it, by its likelihood (uniform prior on the shrinkage of a subject of middle size), and the interval adds the
 * uncertainty of the common mean (Morris 1983). For maps and research, never for a score.
 * A subject without trials gets the mean of its peers. With fewer than two subjects that have any nothing is shrunk.
 */
export function shrunkShares(shares: readonly Share[]): Shrunk[] | undefined {
  const counted = shares.filter(({ effective }) => effective > 0);
  if (counted.length < 2) return undefined;
  const middle = counted.map(({ effective }) => effective).sort((a, b) => a - b)[counted.length >> 1]!;
  const priors = GRID.map((shrinkage) => priorOf(counted, (middle * shrinkage) / (1 - shrinkage)));
  const best = Math.max(...priors.map(({ logLikelihood }) => logLikelihood));
  const weights = priors.map(({ logLikelihood }) => Math.exp(logLikelihood - best));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return shares.map((share) => {
    let [first, second] = [0, 0];
    for (const [i, prior] of priors.entries()) {
      const { mean, variance } = posteriorOf(share, prior);
      first += (weights[i]! / total) * mean;
      second += (weights[i]! / total) * (variance + mean * mean);
    }
    return { value: first, ...betaInterval(first, second - first * first) };
  });
}

interface Prior {
  mean: number;
  /** Trials the prior is worth. */
  strength: number;
  /** Variance of the mean as found from the peers. */
  meanVariance: number;
  logLikelihood: number;
}

/** The prior of a given strength, its mean the peers' own (weighed by how much each tells), and how likely it makes them. */
function priorOf(shares: readonly Share[], strength: number): Prior {
  let [weight, sum] = [0, 0];
  for (const { value, effective } of shares) {
    const told = effective / (effective + strength);
    weight += told;
    sum += told * value;
  }
  // Half a trial of either outcome keeps the mean off 0 and 1.
  const trial = 1 / (1 + strength);
  const mean = (sum + trial / 2) / (weight + trial);
  const [a, b] = [mean * strength, (1 - mean) * strength];
  let logLikelihood = 0;
  for (const { value, effective } of shares)
    logLikelihood += logBeta(a + value * effective, b + (1 - value) * effective) - logBeta(a, b);
  // Var(share) = μ(1 − μ) (n + strength) / (n (strength + 1)), so that each share's weight in the mean is its inverse.
  return { mean, strength, meanVariance: (mean * (1 - mean)) / ((strength + 1) * weight), logLikelihood };
}

function posteriorOf({ value, effective }: Share, prior: Prior): { mean: number; variance: number } {
  const strength = prior.strength + effective;
  const mean = (prior.mean * prior.strength + value * effective) / strength;
  const variance = (mean * (1 - mean)) / (strength + 1) + (prior.strength / strength) ** 2 * prior.meanVariance;
  return { mean, variance };
}

/** The middle 95% of the beta distribution with this mean and variance. */
function betaInterval(mean: number, variance: number): { low: number; high: number } {
  const strength = Math.max((mean * (1 - mean)) / variance - 1, 1e-3);
  const [a, b] = [mean * strength, (1 - mean) * strength];
  return { low: betaQuantile(0.025, a, b), high: betaQuantile(0.975, a, b) };
}

const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);
