import { sampleKurtosis, sampleSkewness } from 'simple-statistics';
import { type Cell, type Column, finite, present } from '../composite/table.ts';

/** Skewness with the correction for small samples (type 2: SAS, Excel, COINr). Null below 3 figures or when all are equal. */
export function skewness(column: Column): Cell {
  const numbers = present(column);
  return numbers.length < 3 || allEqual(numbers) ? null : finite(sampleSkewness(numbers));
}

/** Excess kurtosis with the correction for small samples (type 2). Null below 4 figures or when all are equal. */
export function kurtosis(column: Column): Cell {
  const numbers = present(column);
  return numbers.length < 4 || allEqual(numbers) ? null : finite(sampleKurtosis(numbers));
}

/** Said before dividing: the rounded deviations of equal numbers need not be 0. */
export const allEqual = (numbers: readonly number[]): boolean => numbers.every((x) => x === numbers[0]);

export interface SkewKurtThresholds {
  /** 2 */
  readonly skew_thresh?: number;
  /** 3.5 */
  readonly kurt_thresh?: number;
}

export interface SkewKurt {
  /** Null: too few different figures to tell. */
  readonly Pass: boolean | null;
  readonly Skew: Cell;
  readonly Kurt: Cell;
}

/** COINr's check_SkewKurt: passes unless both skewness and kurtosis are beyond their thresholds. */
export function checkSkewKurt(
  column: Column,
  { skew_thresh = 2, kurt_thresh = 3.5 }: SkewKurtThresholds = {},
): SkewKurt {
  const [Skew, Kurt] = [skewness(column), kurtosis(column)];
  const skewPasses = Skew === null ? null : Math.abs(Skew) < skew_thresh;
  const kurtPasses = Kurt === null ? null : Kurt < kurt_thresh;
  const unknown = skewPasses === null || kurtPasses === null;
  return { Pass: skewPasses || kurtPasses || (unknown ? null : false), Skew, Kurt };
}
