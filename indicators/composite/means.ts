import { UserError } from '../../pipelines/user-error.ts';
import { copelandScores } from './copeland.ts';
import { type Cell, type Column, finite } from './table.ts';

export interface MeanParameters {
  /** Exponent of a_genmean; not 0. */
  readonly p?: number;
}

/** Figures side by side: one array per child, of one length. */
type Children = readonly ArrayLike<Cell>[];

/**
 * COINr's aggregation functions, row by row over children side by side. Weights need not sum to 1; those of missing
 * children are dropped. Null where no child with a weight is there.
 * @throws UserError for figures a mean is not defined for.
 */
export const means = {
  /** Σ w x / Σ w */
  a_amean: (children: Children, w: readonly number[]): Column => weightedMean(children, w),
  /** exp(Σ w ln x / Σ w), of figures above 0. */
  a_gmean(children: Children, w: readonly number[]): Column {
    refuse(children, (x) => x <= 0, 'the geometric mean is not defined for 0 or less');
    const logarithms = children.map((child) => each(child, Math.log));
    return weightedMean(logarithms, w).map((x) => (x === null ? null : finite(Math.exp(x))));
  },
  /** Σ w / Σ (w / x), of figures that are not 0. */
  a_hmean(children: Children, w: readonly number[]): Column {
    refuse(children, (x) => x === 0, 'the harmonic mean is not defined for 0');
    const inverses = children.map((child) => each(child, (x) => 1 / x));
    return weightedMean(inverses, w).map((x) => (x === null ? null : finite(1 / x)));
  },
  /** (Σ w xᵖ / Σ w)^(1/p). Unlike the others it has no result when any child is missing. */
  a_genmean(children: Children, w: readonly number[], { p = 1 }: MeanParameters = {}): Column {
    if (p === 0 || !Number.isFinite(p))
      throw new UserError(`the generalised mean has no exponent ${p}`, {
        where: 'f_ag_para, p',
        fix: 'use another p; in the limit of 0 it is a_gmean',
      });
    if (p < 0) refuse(children, (x) => x <= 0, 'the generalised mean with p below 0 is not defined for 0 or less');
    if (!Number.isInteger(p))
      refuse(children, (x) => x < 0, `the generalised mean with p = ${p} is not defined below 0`);
    const powers = weightedMean(
      children.map((child) => each(child, (x) => x ** p)),
      w,
    );
    return powers.map((power, row) =>
      power === null || children.some((child) => child[row] === null) ? null : finite(power ** (1 / p)),
    );
  },
  /** How many other subjects a subject outranks, minus how many outrank it. */
  a_copeland: (children: Children, w: readonly number[]): Column => copelandScores(children, w),
} satisfies Record<string, (children: Children, w: readonly number[], parameters: MeanParameters) => Column>;

export type Mean = keyof typeof means;

/** Σ w x / Σ w over the children that are there; null where their weights sum to 0. */
export function weightedMean(children: Children, w: readonly number[]): Cell[] {
  const { mean, total } = weightedMeans(children, w);
  return cellsOf(mean.length, (row) => (total[row] === 0 ? null : finite(mean[row]!)));
}

/** Σ w x / Σ w of every row and its Σ w, over the children that are there. Where that is 0 the mean means nothing. */
export function weightedMeans(
  children: Children,
  w: readonly number[],
): { readonly mean: Float64Array; readonly total: Float64Array } {
  const rows = children[0]?.length ?? 0;
  const total = new Float64Array(rows);
  for (const [c, child] of children.entries())
    for (let row = 0; row < rows; row++) if (child[row] !== null) total[row]! += w[c]!;
  const mean = new Float64Array(rows);
  for (const [c, child] of children.entries())
    for (let row = 0; row < rows; row++) {
      const x = child[row]!;
      if (x !== null) mean[row]! += (w[c]! * x) / total[row]!;
    }
  return { mean, total };
}

/** Overflow stays an infinity here: made null, the child would count as missing. */
const each = (column: ArrayLike<Cell>, change: (x: number) => number): Cell[] =>
  cellsOf(column.length, (row) => (column[row] === null ? null : change(column[row]!)));

/** Walks by number: an iterator costs several times as much, and every replication takes dozens of means. */
function cellsOf(rows: number, cell: (row: number) => Cell): Cell[] {
  const cells = new Array<Cell>(rows);
  for (let row = 0; row < rows; row++) cells[row] = cell(row);
  return cells;
}

function refuse(children: Children, wrong: (x: number) => boolean, what: string): void {
  for (const [c, child] of children.entries())
    for (let row = 0; row < child.length; row++) {
      const x = child[row]!;
      if (x !== null && wrong(x))
        throw new UserError(`${what}, and child ${c + 1} is ${x} in row ${row + 1}`, {
          where: 'f_ag',
          fix: 'normalise to a range above 0, such as l_u: [1, 100], or use a_amean',
        });
    }
}
