import { UserError } from '../../pipelines/user-error.ts';
import { skewness } from '../multivariate/moments.ts';
import { type Column, finite, present } from './table.ts';
import type { Treatment } from './winsorise.ts';

export interface Transformed {
  readonly x: Column;
  readonly treated: readonly Treatment[];
}

export interface TransformParameters {
  /** Of `boxcox`. */
  readonly lambda?: number;
}

/**
 * COINr's transformations. Gaps stay; a column of equal figures has no range and becomes gaps where that is needed.
 * (Its log_GII returns its input unchanged in 1.1.14 and is left out.)
 */
export const transformations = {
  /** ln(x − min + 1% of the range). */
  log_CT: (column: Column): Transformed => ({ x: logAboveMinimum(column), treated: column.map(() => 'log_CT') }),
  /** As log_CT; a column skewed to the left is mirrored before and after. */
  log_CT_plus(column: Column): Transformed {
    const skew = skewness(column);
    if (skew === null)
      throw new UserError('log_CT_plus needs skewness, and these figures are too few or too alike', {
        where: 'log_CT_plus',
        fix: 'use log_CT, or leave this indicator untreated',
      });
    if (skew > 0) return transformations.log_CT(column);
    const mirrored = logAboveMinimum(column.map((x) => (x === null ? null : -x)));
    return { x: mirrored.map((x) => (x === null ? null : -x)), treated: column.map(() => 'log_CT_neg') };
  },
  /** ln(x − min + 1). */
  log_CT_orig: (column: Column): Transformed => ({
    x: fromOne(column).map((x) => (x === null ? null : finite(Math.log(x)))),
    treated: column.map(() => 'log_CT_orig'),
  }),
  /** Box and Cox's power of x − min + 1; `lambda` 0 is the logarithm. */
  boxcox: (column: Column, { lambda = 0 }: TransformParameters = {}): Transformed => ({
    x: fromOne(column).map((x) => {
      if (x === null) return null;
      return finite(lambda === 0 ? Math.log(x) : (x ** lambda - 1) / lambda);
    }),
    treated: column.map(() => 'boxcox'),
  }),
} satisfies Record<string, (column: Column, parameters?: TransformParameters) => Transformed>;

export type Transformation = keyof typeof transformations;

function logAboveMinimum(column: Column): Column {
  const numbers = present(column);
  const low = Math.min(...numbers);
  const range = Math.max(...numbers) - low;
  return column.map((x) => (x === null ? null : finite(Math.log(x - low + 0.01 * range))));
}

/** Moved so that the least is 1. */
function fromOne(column: Column): Column {
  const low = Math.min(...present(column));
  return column.map((x) => (x === null ? null : x - low + 1));
}
