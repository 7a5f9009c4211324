import { betaCdf } from '../../indicators/beta.ts';

/** P(Z > x) for a standard normal Z, to about 1e-15 relative: a series near the middle, a continued fraction in the tails. */
export function normalUpperTail(x: number): number {
  if (x < 0) return 1 - normalUpperTail(-x);
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (x > 3) {
    // Laplace's continued fraction, from the far end.
    let fraction = x;
    for (let i = 120; i >= 1; i--) fraction = x + i / fraction;
    return density / fraction;
  }
  let term = x;
  let sum = x;
  for (let i = 1; Math.abs(term) > 1e-17 * sum; i++) {
    term *= (x * x) / (2 * i + 1);
    sum += term;
  }
  return 0.5 - density * sum;
}

/** The p-quantile of a standard normal, 0 < p < 1: Newton's method on the tail that is the smaller one. */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  const tail = p;
  // Rational start (Abramowitz and Stegun 26.2.23, error below 4.5e-4).
  const t = Math.sqrt(-2 * Math.log(tail));
  let z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let i = 0; i < 4; i++) {
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    z += (normalUpperTail(z) - tail) / density;
  }
  return -z;
}

/** Two-sided p-value of Student's t with `freedom` degrees of freedom. */
export const studentTwoSided = (t: number, freedom: number): number =>
  betaCdf(freedom / (freedom + t * t), freedom / 2, 0.5);

/**
 * P(Y ≥ y) for a count with the given mean and variance `dispersion` × mean: negative binomial (size mean / (dispersion
 * − 1), probability 1 / dispersion), Poisson where the dispersion is 1. y is a whole number.
 */
export function countUpperTail(y: number, mean: number, dispersion: number): number {
  if (y <= 0) return 1;
  if (mean <= 0) return 0;
  if (dispersion <= 1) return poissonUpperTail(y, mean);
  return betaCdf(1 - 1 / dispersion, y, mean / (dispersion - 1));
}

/** The smallest whole k with P(Y ≤ k) ≥ p, of the same count. */
export function countQuantile(p: number, mean: number, dispersion: number): number {
  if (mean <= 0) return 0;
  const reached = (k: number): boolean => 1 - countUpperTail(k + 1, mean, dispersion) >= p;
  let high = Math.max(1, Math.ceil(mean));
  while (!reached(high)) high *= 2;
  let low = -1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reached(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Summed over the smaller side of the mean, from the largest term outwards. */
function poissonUpperTail(y: number, mean: number): number {
  const logTerm = (k: number): number => {
    let sum = -mean + k * Math.log(mean);
    for (let i = 2; i <= Math.min(k, 256); i++) sum -= Math.log(i);
    return k > 256 ? sum - (stirling(k) - stirling(256)) : sum;
  };
  if (y > mean) {
    let term = Math.exp(logTerm(y));
    let sum = 0;
    for (let k = y; term > 1e-17 * sum && term > 0; k++) {
      sum += term;
      term *= mean / (k + 1);
    }
    return sum;
  }
  let term = Math.exp(logTerm(y - 1));
  let sum = 0;
  for (let k = y - 1; k >= 0 && (term > 1e-17 * sum || sum === 0); k--) {
    sum += term;
    term *= k / mean;
  }
  return Math.max(0, 1 - sum);
}

/** ln k! of large k. */
const stirling = (k: number): number => (k + 0.5) * Math.log(k) - k + 1 / (12 * k) - 1 / (360 * k ** 3);
