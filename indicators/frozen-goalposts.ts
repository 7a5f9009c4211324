import type { Goalposts } from './composite/normalisers.ts';
import type { Indicator } from './framework.ts';
import { quantileOfSorted } from './quantile.ts';

/** How many closed months the goalposts of a site are frozen from. */
export const FREEZING_MONTHS = 12;

/** The least distance of goalposts: 10 percentage points, or 10% of the median to either side. */
const LEAST_POINTS = 0.1;
const LEAST_PART_OF_MEDIAN = 0.1;

/**
 * The 5th to 95th percentile of the figures of the first closed months (indicators.md, rule 1), widened symmetrically
 * where they lie too close: by 10 percentage points for rates, ±10% of the median otherwise. A rate's goalposts are
 * pushed back inside 0–1, so that its best is within reach.
 */
export function frozenGoalposts(figures: readonly number[], measure: Indicator['measure']): Goalposts {
  const sorted = Float64Array.from(figures).sort();
  const [low, high] = [quantileOfSorted(sorted, 0.05), quantileOfSorted(sorted, 0.95)];
  const rate = measure === 'percent' || measure === 'points';
  const least = rate ? LEAST_POINTS : 2 * LEAST_PART_OF_MEDIAN * Math.abs(quantileOfSorted(sorted, 0.5));
  // A figure that is 0 everywhere has no scale of its own.
  const width = Math.max(high - low, least, 1e-6);
  const widened = { low: (low + high - width) / 2, high: (low + high + width) / 2 };
  if (measure !== 'percent') return widened;
  const shift = Math.max(0, -widened.low) - Math.max(0, widened.high - 1);
  return { low: widened.low + shift, high: widened.high + shift };
}
