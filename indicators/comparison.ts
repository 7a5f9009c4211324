import { errorFunction } from 'simple-statistics';
import { percentileInterval } from './quantile.ts';

export interface Difference {
  difference: number;
  low: number;
  high: number;
  /** Chance of a difference this large when nothing changed. */
  p: number;
}

/**
 * Now minus before, from paired replicates: a resident's weight is the same in both, so what repeats itself cancels.
 * Two-sided p by the normal approximation with the replicates' standard deviation.
 */
export function differenceOf(now: Resampled, before: Resampled): Difference {
  const difference = now.value - before.value;
  const size = now.replicates.length;
  const replicates = new Float64Array(size);
  let mean = 0;
  for (let b = 0; b < size; b++) {
    replicates[b] = now.replicates[b]! - before.replicates[b]!;
    mean += replicates[b]! / size;
  }
  let squares = 0;
  for (let b = 0; b < size; b++) squares += (replicates[b]! - mean) ** 2;
  const variance = squares / (size - 1);
  const p =
    difference === 0 ? 1 : variance === 0 ? 0 : 1 - errorFunction(Math.abs(difference) / Math.sqrt(2 * variance));
  return { difference, ...percentileInterval(replicates, difference), p: Math.min(1, Math.max(0, p)) };
}

export interface Resampled {
  value: number;
  replicates: ArrayLike<number>;
}
