import { UserError } from '../../pipelines/user-error.ts';
import { correlation } from '../multivariate/correlation.ts';
import { nelderMead } from '../multivariate/nelder-mead.ts';
import { means } from './means.ts';
import { type Cell, type Column, columnNamed, type Table } from './table.ts';
import type { IndexTree } from './tree.ts';

export interface OptimisedWeightsOptions {
  /** Whose weights are sought. */
  readonly Level: number;
  /** `balance`: correlations with the index in the proportions of `itarg`; `infomax`: as large as can be. */
  readonly optype?: 'balance' | 'infomax';
  /** Desired proportions, by element of the level; equal unless given. */
  readonly itarg?: Readonly<Record<string, number>>;
  /** Relative tolerance; 0.1 (COINr's, which stops almost at the start). */
  readonly toler?: number;
  /** Most evaluations; 500. */
  readonly maxiter?: number;
}

export interface OptimisedWeights {
  /** Weights of the elements at the level, summing to 1. Nothing keeps them from being negative. */
  readonly w: Readonly<Record<string, number>>;
  readonly objective: number;
  /** Correlation of each element with the index at these weights. */
  readonly correlations: Readonly<Record<string, Cell>>;
  readonly evaluations: number;
  readonly converged: boolean;
}

/**
 * COINr's get_opt_weights: weights of one level for which the elements' correlations with the index are balanced, by
 * arithmetic means above the level. Every correlation is of its own element (COINr mixes up their order).
 * @throws UserError when the level has no elements, or `itarg` does not name them.
 */
export function optimisedWeights(
  aggregated: Table,
  tree: IndexTree,
  options: OptimisedWeightsOptions,
): OptimisedWeights {
  const { Level, optype = 'balance', itarg, toler = 0.1, maxiter = 500 } = options;
  const codes = tree.atLevel(Level).map(({ iCode }) => iCode);
  if (codes.length < 2 || Level === tree.maxLevel)
    throw new UserError(`level ${Level} has ${codes.length} elements, and two are needed below the index`, {
      where: 'Level',
      fix: `use a level from 1 to ${tree.maxLevel - 1}`,
    });
  const targets = codes.map((iCode) => (itarg ? (itarg[iCode] ?? Number.NaN) : 1));
  if (targets.some((target) => !(target > 0)))
    throw new UserError('itarg does not give every element of the level a number above 0', {
      where: 'itarg',
      fix: `write one for each of ${codes.join(', ')}`,
    });
  const wanted = proportions(targets);
  const correlationsOf = (w: readonly number[]): Cell[] => {
    const index = indexWith(aggregated, tree, Level, new Map(codes.map((iCode, i) => [iCode, w[i]!])));
    return codes.map((iCode) => correlation(columnNamed(aggregated, iCode), index));
  };
  const objective = (w: readonly number[]): number => {
    const found = correlationsOf(w);
    if (found.includes(null)) return Number.POSITIVE_INFINITY;
    const r = found as number[];
    if (optype === 'infomax') return -r.reduce((sum, x) => sum + x, 0);
    const off = proportions(r).reduce((sum, share, i) => sum + (wanted[i]! - share) ** 2, 0) / r.length;
    return Math.log(Math.max(off, Number.MIN_VALUE));
  };
  const found = nelderMead(
    objective,
    codes.map(() => 1),
    { tolerance: toler, most: maxiter },
  );
  const correlations = correlationsOf(found.x);
  const w = proportions(found.x);
  return {
    w: Object.fromEntries(codes.map((iCode, i) => [iCode, w[i]!])),
    objective: found.value,
    correlations: Object.fromEntries(codes.map((iCode, i) => [iCode, correlations[i]!])),
    evaluations: found.evaluations,
    converged: found.converged,
  };
}

/** The index from the level up, with weights that may be negative while they are sought. */
function indexWith(aggregated: Table, tree: IndexTree, level: number, w: ReadonlyMap<string, number>): Column {
  const columns: Record<string, Column> = { ...aggregated.columns };
  for (let above = level + 1; above <= tree.maxLevel; above++)
    for (const { iCode } of tree.atLevel(above)) {
      const children = tree.childrenOf(iCode);
      columns[iCode] = means.a_amean(
        children.map((child) => columnNamed({ uCode: aggregated.uCode, columns }, child.iCode)),
        children.map((child) => w.get(child.iCode) ?? child.Weight ?? 1),
      );
    }
  return columns[tree.top.iCode]!;
}

const proportions = (numbers: readonly number[]): number[] => {
  const total = numbers.reduce((sum, x) => sum + x, 0);
  return numbers.map((x) => x / total);
};
