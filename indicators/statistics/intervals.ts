import { betaQuantile } from '../beta.ts';

/** The standard normal's 97.5% point. */
export const Z95 = 1.959963984540054;

/**
 * Jeffreys' 95% interval of a rate: the central interval of Beta(x + ½, n − x + ½), 0 at x = 0 and 1 at x = n
 * (Brown, Cai, DasGupta 2001). x and n may be effective, broken numbers.
 */
export function jeffreysInterval(x: number, n: number): { low: number; high: number } {
  return {
    low: x <= 0 ? 0 : betaQuantile(0.025, x + 0.5, n - x + 0.5),
    high: x >= n ? 1 : betaQuantile(0.975, x + 0.5, n - x + 0.5),
  };
}

/**
 * 95% interval of the mean outcome when each outcome k was seen `counts[k]` times: the mean under the posterior
 * Dirichlet(counts + ½), whose exact mean and variance are matched by a beta distribution on the outcomes' range.
 * With two outcomes this is Jeffreys' interval. At either end of the range it stops there.
 */
export function dirichletInterval(
  counts: ArrayLike<number>,
  outcomes: readonly number[],
): { low: number; high: number } {
  const [worst, best] = [outcomes[0]!, outcomes[outcomes.length - 1]!];
  const range = best - worst;
  let total = 0;
  let seen = 0;
  let first = 0;
  let second = 0;
  for (let k = 0; k < outcomes.length; k++) {
    const scaled = (outcomes[k]! - worst) / range;
    const alpha = counts[k]! + 0.5;
    seen += counts[k]!;
    total += alpha;
    first += alpha * scaled;
    second += alpha * scaled * scaled;
  }
  const mean = first / total;
  const variance = (second / total - mean * mean) / (total + 1);
  const strength = (mean * (1 - mean)) / variance - 1;
  const [a, b] = [mean * strength, (1 - mean) * strength];
  return {
    low: counts[0]! >= seen ? worst : worst + range * betaQuantile(0.025, a, b),
    high: counts[outcomes.length - 1]! >= seen ? best : worst + range * betaQuantile(0.975, a, b),
  };
}
