import { quantileSorted } from 'simple-statistics';

/** The p-quantile of numbers in ascending order, type 7 (R's default, COINr's): linear between order statistics. */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) throw new RangeError('a quantile of no numbers');
  return quantileSorted(sorted as number[], p);
}

/** The middle 95% of replicates, widened where needed to hold the figure itself. */
export function percentileInterval(replicates: ArrayLike<number>, value: number): { low: number; high: number } {
  const sorted = new Float64Array(replicates).sort();
  return {
    low: Math.min(value, quantileOfSorted(sorted, 0.025)),
    high: Math.max(value, quantileOfSorted(sorted, 0.975)),
  };
}
