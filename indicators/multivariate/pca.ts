import { mean, sampleStandardDeviation } from 'simple-statistics';
import { UserError } from '../../pipelines/user-error.ts';
import { columnNamed, type Table } from '../composite/table.ts';
import type { IndexTree } from '../composite/tree.ts';
import { eigenOfSymmetric } from './eigen.ts';
import { allEqual } from './moments.ts';

export interface PrincipalComponents {
  readonly iCodes: readonly string[];
  /** Loadings of the first component: COINr's weights. They can be negative. */
  readonly wts: readonly number[];
  /** Standard deviations of the components, largest first. */
  readonly sdev: readonly number[];
  /** Part of the variance that each component explains. */
  readonly explained: readonly number[];
  /** Loadings: a row per column of the table, one number per component; signs are arbitrary. */
  readonly rotation: readonly (readonly number[])[];
  /** Subjects without gaps, which are what is analysed. */
  readonly n: number;
}

/**
 * Principal components of the correlation matrix (R's prcomp with centre and scale), over subjects without gaps.
 * @throws UserError naming what is wrong: under two columns or complete subjects, or a column without variation.
 */
export function principalComponents(table: Table, iCodes: readonly string[]): PrincipalComponents {
  const columns = iCodes.map((iCode) => columnNamed(table, iCode));
  const rows = table.uCode.flatMap((_, row) => (columns.every((column) => column[row] !== null) ? [row] : []));
  if (iCodes.length < 2 || rows.length < 2)
    throw new UserError(`${iCodes.length} columns and ${rows.length} subjects without gaps are too few for PCA`, {
      where: iCodes.join(', '),
      fix: 'give at least two columns and two subjects that have a figure in each',
    });
  const scaled = columns.map((column, c) =>
    standardised(
      rows.map((row) => column[row]!),
      iCodes[c]!,
    ),
  );
  const correlations = scaled.map((a) =>
    scaled.map((b) => a.reduce((sum, x, i) => sum + x * b[i]!, 0) / (rows.length - 1)),
  );
  const { values, vectors } = eigenOfSymmetric(correlations);
  const components = Math.min(iCodes.length, rows.length);
  const variances = values.slice(0, components).map((value) => Math.max(0, value));
  return {
    iCodes,
    wts: vectors[0]!,
    sdev: variances.map(Math.sqrt),
    explained: variances.map((variance) => variance / iCodes.length),
    rotation: iCodes.map((_, i) => vectors.slice(0, components).map((vector) => vector[i]!)),
    n: rows.length,
  };
}

function standardised(numbers: number[], iCode: string): number[] {
  if (allEqual(numbers))
    throw new UserError(`all figures of ${iCode} are equal, which PCA cannot scale`, {
      where: iCode,
      fix: `leave ${iCode} out`,
    });
  const [centre, spread] = [mean(numbers), sampleStandardDeviation(numbers)];
  return numbers.map((x) => (x - centre) / spread);
}

export interface PcaWeights {
  /** Weights of all elements: those at the level replaced by loadings, the others as they were. */
  readonly w: Readonly<Record<string, number>>;
  /** By parent. */
  readonly groups: Readonly<Record<string, PrincipalComponents>>;
}

/**
 * COINr's get_PCA with `by_groups`: for each aggregate, the loadings of its children at `Level` on their first component
 * become their weights. An only child keeps its weight.
 */
export function pcaWeights(aggregated: Table, tree: IndexTree, { Level }: { Level: number }): PcaWeights {
  const parents = [...new Set(tree.atLevel(Level).map(({ Parent }) => Parent))].filter((parent) => parent !== null);
  const groups = Object.fromEntries(
    parents.flatMap((parent): [string, PrincipalComponents][] => {
      const children = tree.childrenOf(parent).map(({ iCode }) => iCode);
      return children.length > 1 ? [[parent, principalComponents(aggregated, children)]] : [];
    }),
  );
  const w = Object.fromEntries(tree.elements.map(({ iCode, Weight = 1 }) => [iCode, Weight]));
  for (const { iCodes, wts } of Object.values(groups)) for (const [i, iCode] of iCodes.entries()) w[iCode] = wts[i]!;
  return { w, groups };
}
