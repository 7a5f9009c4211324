import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { mean, sampleVariance } from 'simple-statistics';
import { UserError } from '../../pipelines/user-error.ts';
import type { Specification } from '../composite/specification.ts';
import { type Cell, type Column, finite } from '../composite/table.ts';
import { quantileOfSorted } from '../quantile.ts';
import { requireRuns, type UncertaintyOptions, Variants } from './uncertainty.ts';

export interface SobolIndices {
  /** Part of the variance that an input explains alone. Estimates are not clipped to 0–1. */
  readonly Si: Cell;
  /** That and its part in interactions. */
  readonly STi: Cell;
}

export interface InputSensitivity extends SobolIndices {
  readonly Variable: string;
  readonly Si_q5: Cell;
  readonly Si_q95: Cell;
  readonly STi_q5: Cell;
  readonly STi_q95: Cell;
}

/**
 * COINr's SA_estimate: first-order (Saltelli) and total (Jansen) indices of d inputs. `y`: results of sample A (N), of
 * sample B (N), then for each input of A with that input from B (N each). Null when y does not vary.
 */
export function sobolIndices(y: readonly number[], N: number, d: number): SobolIndices[] {
  if (y.length !== N * (d + 2))
    throw new UserError(`${y.length} results are not N × (d + 2) = ${N * (d + 2)}`, {
      where: 'y',
      fix: 'give y of A, B, AB1 …',
    });
  return indicesOf(
    y,
    N,
    d,
    Array.from({ length: N }, (_, row) => row),
  );
}

function indicesOf(y: readonly number[], N: number, d: number, rows: readonly number[]): SobolIndices[] {
  const variance = sampleVariance([...rows.map((row) => y[row]!), ...rows.map((row) => y[N + row]!)]);
  return Array.from({ length: d }, (_, i) => {
    const changedBy = (row: number): number => y[(2 + i) * N + row]!;
    const first = mean(rows.map((row) => y[N + row]! * (changedBy(row) - y[row]!)));
    const total = mean(rows.map((row) => (y[row]! - changedBy(row)) ** 2)) / 2;
    return { Si: finite(first / variance), STi: finite(total / variance) };
  });
}

export interface SobolOptions extends UncertaintyOptions {
  /** Resamples for the intervals (5th to 95th percentile); 1000. */
  readonly Nboot?: number;
}

export interface Sensitivity {
  readonly SensInd: readonly InputSensitivity[];
  /** Variance of the mean absolute change of rank. */
  readonly varY: number;
  readonly runs: number;
}

/**
 * Which assumption moves the ranks most (COINr's get_sensitivity with SA_type SA): Sobol' indices of the mean absolute
 * change of rank over subjects, from N × (inputs + 2) runs. N here is of one sample; 1,000 and more give useful Si.
 */
export function sobolSensitivity(specification: Specification, options: SobolOptions): Sensitivity {
  const { inputs, N, seed, Nboot = 1000 } = options;
  requireRuns(N);
  const d = inputs.length;
  const variants = new Variants(specification, inputs, options.iCode);
  const random = xoroshiro128plus(seed);
  const sample = (): number[][] => inputs.map(() => Array.from({ length: N }, () => uniformFloat64(random)));
  const [A, B] = [sample(), sample()];
  // All runs of one input at once: what a draw stands for depends on the range of all.
  const draws = inputs.map((_, i) => [A[i]!, B[i]!, ...inputs.map((_, other) => (other === i ? B[i]! : A[i]!))].flat());
  const y = variants.ranks(draws).map((ranks) => meanShift(ranks, variants.nominalRanks));
  const estimates = sobolIndices(y, N, d);
  const resampled = Array.from({ length: Nboot }, () =>
    indicesOf(
      y,
      N,
      d,
      Array.from({ length: N }, () => uniformInt(random, 0, N - 1)),
    ),
  );
  return {
    varY: sampleVariance(y.slice(0, 2 * N)),
    runs: y.length,
    SensInd: inputs.map(({ name }, i) => ({
      Variable: name,
      ...estimates[i]!,
      ...interval(
        'Si',
        resampled.map((own) => own[i]!.Si),
      ),
      ...interval(
        'STi',
        resampled.map((own) => own[i]!.STi),
      ),
    })),
  };
}

function meanShift(ranks: Column, nominal: Column): number {
  const shifts = ranks.flatMap((rank, row) => {
    const before = nominal[row]!;
    return rank === null || before === null ? [] : [Math.abs(rank - before)];
  });
  return shifts.length > 0 ? mean(shifts) : 0;
}

function interval<Name extends 'Si' | 'STi'>(
  name: Name,
  estimates: readonly Cell[],
): Record<`${Name}_q5` | `${Name}_q95`, Cell> {
  const sorted = estimates.filter((estimate) => estimate !== null).sort((a, b) => a - b);
  const at = (p: number): Cell => (sorted.length > 0 ? quantileOfSorted(sorted, p) : null);
  return { [`${name}_q5`]: at(0.05), [`${name}_q95`]: at(0.95) } as Record<`${Name}_q5` | `${Name}_q95`, Cell>;
}
