import type { Cell, Column } from './table.ts';

/** Comparisons this close to a draw are one: sums of weights are not exact. */
const DRAW = 1e-12;

/**
 * COINr's outranking matrix: for each pair of subjects the share of weight on which the first is better; a draw counts
 * half. The two of a pair sum to 1; the diagonal is 0. Only children that both have are compared (COINr's result
 * depends on the order of rows there); a pair without any is null.
 */
export function outrankingMatrix(children: readonly ArrayLike<Cell>[], w: readonly number[]): Cell[][] {
  const rows = children[0]?.length ?? 0;
  const matrix: Cell[][] = Array.from({ length: rows }, () => new Array<Cell>(rows).fill(0));
  for (let i = 0; i < rows; i++)
    for (let j = i + 1; j < rows; j++) {
      let [better, total] = [0, 0];
      for (const [c, child] of children.entries()) {
        const [a, b] = [child[i]!, child[j]!];
        if (a === null || b === null) continue;
        total += w[c]!;
        if (a > b) better += w[c]!;
        else if (a === b) better += w[c]! / 2;
      }
      matrix[i]![j] = total > 0 ? better / total : null;
      matrix[j]![i] = total > 0 ? 1 - better / total : null;
    }
  return matrix;
}

/** Wins minus defeats in the outranking matrix; null for a subject that can be compared with nobody. */
export function copelandScores(children: readonly ArrayLike<Cell>[], w: readonly number[]): Column {
  return outrankingMatrix(children, w).map((row, i) => {
    const others = row.filter((share, j) => j !== i && share !== null) as number[];
    if (others.length === 0 && row.length > 1) return null;
    return others.reduce((score, share) => score + (Math.abs(share - 0.5) < DRAW ? 0 : Math.sign(share - 0.5)), 0);
  });
}
