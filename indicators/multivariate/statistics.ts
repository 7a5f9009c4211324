import { max, mean, median, min, sampleStandardDeviation } from 'simple-statistics';
import { type Cell, type Column, present, type Table } from '../composite/table.ts';
import { kurtosis, skewness } from './moments.ts';

/** COINr's get_stats of one column; counts and fractions are of figures that are there. */
export interface ColumnStatistics {
  readonly iCode: string;
  readonly Min: Cell;
  readonly Max: Cell;
  readonly Mean: Cell;
  readonly Median: Cell;
  readonly Std: Cell;
  readonly Skew: Cell;
  readonly Kurt: Cell;
  readonly 'N.Avail': number;
  readonly 'N.NonZero': number;
  readonly 'N.Unique': number;
  /** How often the most frequent figure stands. */
  readonly 'N.Same': number;
  readonly 'Frc.Avail': number;
  readonly 'Frc.NonZero': Cell;
  readonly 'Frc.Unique': Cell;
  readonly 'Frc.Same': Cell;
  readonly 'Flag.Avail': Flag;
  readonly 'Flag.NonZero': Flag;
  readonly 'Flag.Unique': Flag;
  /** Null: too few different figures to tell. */
  readonly 'Flag.SkewKurt': 'ok' | 'OUT' | null;
}

export type Flag = 'ok' | 'LOW';

export interface StatisticsOptions {
  /** Significant digits of what is shown; all unless given. */
  readonly nsignif?: number;
  /** 0.65, 0.5, 0.5 of all rows. */
  readonly t_avail?: number;
  readonly t_zero?: number;
  readonly t_unq?: number;
  /** 2 and 3.5: beyond both is an outlier's doing. */
  readonly t_skew?: number;
  readonly t_kurt?: number;
}

/** COINr's get_stats: every column of a table described. */
export const statisticsOf = (table: Table, options: StatisticsOptions = {}): ColumnStatistics[] =>
  Object.entries(table.columns).map(([iCode, column]) => columnStatistics(iCode, column, options));

function columnStatistics(iCode: string, column: Column, options: StatisticsOptions): ColumnStatistics {
  const { t_avail = 0.65, t_zero = 0.5, t_unq = 0.5, t_skew = 2, t_kurt = 3.5, nsignif } = options;
  const numbers = present(column);
  const [rows, available] = [column.length, numbers.length];
  const [Skew, Kurt] = [skewness(column), kurtosis(column)];
  const often = new Map<number, number>();
  for (const x of numbers) often.set(x, (often.get(x) ?? 0) + 1);
  const nonZero = numbers.filter((x) => x !== 0).length;
  const same = Math.max(0, ...often.values());
  const shown = (x: Cell): Cell => (x === null || nsignif === undefined ? x : significant(x, nsignif));
  const of = (statistic: (numbers: number[]) => number, least = 1): Cell =>
    available < least ? null : shown(statistic(numbers));
  const low = (share: number, threshold: number): Flag => (share < threshold ? 'LOW' : 'ok');
  const part = (count: number): Cell => (available > 0 ? shown(count / available) : null);
  return {
    iCode,
    Min: of(min),
    Max: of(max),
    Mean: of(mean),
    Median: of(median),
    Std: of(sampleStandardDeviation, 2),
    Skew: shown(Skew),
    Kurt: shown(Kurt),
    'N.Avail': available,
    'N.NonZero': nonZero,
    'N.Unique': often.size,
    'N.Same': same,
    'Frc.Avail': shown(available / rows)!,
    'Frc.NonZero': part(nonZero),
    'Frc.Unique': part(often.size),
    'Frc.Same': part(same),
    'Flag.Avail': low(available / rows, t_avail),
    'Flag.NonZero': low(nonZero / rows, t_zero),
    'Flag.Unique': low(often.size / rows, t_unq),
    'Flag.SkewKurt': outlierFlag(Skew, Kurt, t_skew, t_kurt),
  };
}

function outlierFlag(skew: Cell, kurt: Cell, t_skew: number, t_kurt: number): 'ok' | 'OUT' | null {
  const skewed = skew === null ? null : Math.abs(skew) > t_skew;
  const heavy = kurt === null ? null : kurt > t_kurt;
  if (skewed === false || heavy === false) return 'ok';
  return skewed && heavy ? 'OUT' : null;
}

/** To so many significant digits, a half to the even digit (R's signif). */
function significant(x: number, digits: number): number {
  if (x === 0) return 0;
  const decimals = digits - 1 - Math.floor(Math.log10(Math.abs(x)));
  const scaled = decimals >= 0 ? x * 10 ** decimals : x / 10 ** -decimals;
  const floor = Math.floor(scaled);
  const half = scaled - floor === 0.5;
  const rounded = half ? floor + (floor % 2 === 0 ? 0 : 1) : Math.round(scaled);
  return decimals >= 0 ? rounded / 10 ** decimals : rounded * 10 ** -decimals;
}
