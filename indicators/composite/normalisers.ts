import { mean, sampleStandardDeviation } from 'simple-statistics';
import { UserError } from '../../pipelines/user-error.ts';
import { allEqual } from '../multivariate/moments.ts';
import { rankAscending, type Ties } from './rank.ts';
import { type Cell, type Column, finite, present } from './table.ts';

/** Parameters of COINr's normalisation functions; each reads its own. */
export interface NormaliseParameters {
  /** n_minmax: lower and upper end; 0, 100. */
  readonly l_u?: readonly [number, number];
  /** n_zscore: mean and standard deviation; 0, 1. */
  readonly m_sd?: readonly [number, number];
  /** n_rank: what equal figures get; `min`. */
  readonly 'ties.method'?: Ties;
  /** n_dist2ref: row of the reference, from 1. */
  readonly iref?: number;
  /** n_dist2targ. */
  readonly targ?: number;
  /** n_dist2ref, n_dist2targ: nobody gets more than 1. */
  readonly cap_max?: boolean;
  /** n_goalposts: lower, upper, scale. */
  readonly gposts?: readonly [number, number, number];
  /** n_goalposts: clip to the posts; true. */
  readonly trunc2posts?: boolean;
  /** n_goalposts: a part of the scale (0–1) that nobody falls below. Not in COINr. */
  readonly floor?: number;
  /** n_dist2targ, n_goalposts alone: −1 when less is better. */
  readonly direction?: 1 | -1;
  /** n_scaled: the ends of the scale; 0, 100. */
  readonly npara?: readonly [number, number];
  /** n_scaled; 100. */
  readonly scale_factor?: number;
}

/**
 * COINr's normalisation functions on one column. Gaps stay gaps; where there is nothing to divide by (a column of equal
 * figures, a reference at the minimum) the result is null.
 */
export const normalisers = {
  n_minmax(x: Column, { l_u: [l, u] = [0, 100] }: NormaliseParameters = {}): Column {
    const { low, range } = extentOf(x);
    return each(x, (value) => ((value - low) / range) * (u - l) + l);
  },
  n_zscore(x: Column, { m_sd: [m, s] = [0, 1] }: NormaliseParameters = {}): Column {
    const numbers = present(x);
    if (numbers.length < 2 || allEqual(numbers)) return x.map(() => null);
    const [centre, spread] = [mean(numbers), sampleStandardDeviation(numbers)];
    return each(x, (value) => ((value - centre) / spread) * s + m);
  },
  /** 1 is the worst. */
  n_rank: (x: Column, { 'ties.method': ties = 'min' }: NormaliseParameters = {}): Column => rankAscending(x, ties),
  n_borda: (x: Column, parameters: NormaliseParameters = {}): Column =>
    each(normalisers.n_rank(x, parameters), (rank) => rank - 1),
  n_prank(x: Column): Column {
    const others = present(x).length - 1;
    return each(normalisers.n_borda(x), (below) => below / others);
  },
  n_dist2max: (x: Column): Column => normalisers.n_minmax(x, { l_u: [0, 1] }),
  n_dist2ref(x: Column, { iref = 1, cap_max = false }: NormaliseParameters = {}): Column {
    const reference = x[iref - 1];
    if (reference === undefined)
      throw new UserError(`iref ${iref} is no row of the table`, {
        where: 'iref',
        fix: `write a row from 1 to ${x.length}`,
      });
    if (reference === null) return x.map(() => null);
    const { low } = extentOf(x);
    return each(x, (value) => capped(1 - (reference - value) / (reference - low), cap_max));
  },
  n_dist2targ(x: Column, { targ, direction = 1, cap_max = false }: NormaliseParameters): Column {
    const { low, high } = extentOf(x);
    const share = (value: number): number =>
      direction === 1 ? (value - low) / (targ! - low) : (high - value) / (high - targ!);
    return each(x, (value) => capped(share(value), cap_max));
  },
  n_goalposts(
    x: Column,
    { gposts, trunc2posts = true, direction = 1, floor = -Infinity }: NormaliseParameters,
  ): Column {
    const [low, high, scale] = gposts!;
    return each(x, (value) => Math.max(floor, betweenGoalposts(value, { low, high }, direction, trunc2posts)) * scale);
  },
  n_fracmax(x: Column): Column {
    const { high } = extentOf(x);
    return each(x, (value) => value / high);
  },
  n_scaled(x: Column, { npara: [low, high] = [0, 100], scale_factor = 100 }: NormaliseParameters = {}): Column {
    return each(x, (value) => ((value - low) / (high - low)) * scale_factor);
  },
  none: (x: Column): Column => x,
} satisfies Record<string, (x: Column, parameters: NormaliseParameters) => Column>;

export type Normaliser = keyof typeof normalisers;

export interface Goalposts {
  low: number;
  high: number;
  /** Points that nobody falls below, 0–100; 0. */
  floor?: number | undefined;
}

/** Where a figure lies between fixed goalposts, 0 (worst) to 1, clipped to them. `low < high` in raw orientation. */
export function betweenGoalposts(x: number, { low, high }: Goalposts, direction: 1 | -1, clipped = true): number {
  const share = direction === 1 ? (x - low) / (high - low) : (high - x) / (high - low);
  return clipped ? Math.min(1, Math.max(0, share)) : share;
}

/** n_goalposts of the published score: points from 0 to 100 of figures that are all there. */
export function pointsByGoalposts(
  column: Float64Array,
  { low, high, floor = 0 }: Goalposts,
  direction: 'higher' | 'lower',
): Float64Array {
  // As betweenGoalposts, figure by figure: a period has millions of resampled ones.
  const range = high - low;
  const points = new Float64Array(column.length);
  for (let i = 0; i < column.length; i++) {
    const share = (direction === 'higher' ? column[i]! - low : high - column[i]!) / range;
    points[i] = Math.max(floor, 100 * Math.min(1, Math.max(0, share)));
  }
  return points;
}

const each = (x: Column, change: (value: number) => number): Column =>
  x.map((cell): Cell => (cell === null ? null : finite(change(cell))));

const capped = (share: number, cap: boolean): number => (cap ? Math.min(1, share) : share);

function extentOf(x: Column): { low: number; high: number; range: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const cell of x) {
    if (cell === null) continue;
    if (cell < low) low = cell;
    if (cell > high) high = cell;
  }
  return { low, high, range: high - low };
}
