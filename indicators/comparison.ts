import { errorFunction } from 'simple-statistics';
import { Z95 } from './statistics/intervals.ts';

export interface Difference {
  difference: number;
  low: number;
  high: number;
  /** Chance of a difference this large when nothing changed. */
  p: number;
}

/**
 * Now minus before, from paired replicates: a resident's weight is the same in both, so what repeats itself cancels.
 * Interval and two-sided p by the normal approximation with the replicates' standard deviation, so that they agree.
 */
export function differenceOf(now: Resampled, before: Resampled): Difference {
  const difference = now.value - before.value;
  const size = now.replicates.length;
  let [sum, squares] = [0, 0];
  for (let b = 0; b < size; b++) {
    // Taken around the difference itself, which keeps the sums of squares exact enough.
    const deviation = now.replicates[b]! - before.replicates[b]! - difference;
    sum += deviation;
    squares += deviation * deviation;
  }
  const error = Math.sqrt(Math.max(0, squares - (sum * sum) / size) / (size - 1));
  const p = difference === 0 ? 1 : error === 0 ? 0 : 1 - errorFunction(Math.abs(difference) / (Math.SQRT2 * error));
  return { difference, low: difference - Z95 * error, high: difference + Z95 * error, p: Math.min(1, Math.max(0, p)) };
}

export interface Resampled {
  value: number;
  replicates: ArrayLike<number>;
}
