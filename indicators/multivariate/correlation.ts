import { sampleCorrelation, sampleRankCorrelation } from 'simple-statistics';
import { betaCdf } from '../beta.ts';
import { type Cell, type Column, finite } from '../composite/table.ts';
import { allEqual } from './moments.ts';

export type CorrelationType = 'pearson' | 'spearman' | 'kendall';

/** Correlation over the subjects that have both figures. Null below two of them or when one column is constant. */
export function correlation(a: Column, b: Column, cortype: CorrelationType = 'pearson'): Cell {
  const rows = commonRows(a, b);
  const [x, y] = [rows.map((row) => a[row]!), rows.map((row) => b[row]!)];
  if (rows.length < 2 || allEqual(x) || allEqual(y)) return null;
  const found = { pearson: sampleCorrelation, spearman: sampleRankCorrelation, kendall: tauB }[cortype](x, y);
  return finite(Math.min(1, Math.max(-1, found)));
}

/** Two-sided p of Pearson's correlation by its t-test (R's cor.test), over the subjects that have both figures. */
export function correlationPValue(a: Column, b: Column): Cell {
  const r = correlation(a, b);
  const freedom = commonRows(a, b).length - 2;
  if (r === null || freedom < 1) return null;
  return betaCdf(1 - r * r, freedom / 2, 0.5);
}

/** The rows where both columns have a figure. */
export const commonRows = (a: Column, b: Column): number[] =>
  a.flatMap((cell, row) => (cell === null || b[row] === null ? [] : [row]));

/** Kendall's τ with the correction for ties. */
function tauB(x: readonly number[], y: readonly number[]): number {
  let [agreement, inX, inY] = [0, 0, 0];
  for (let i = 0; i < x.length; i++)
    for (let j = i + 1; j < x.length; j++) {
      const [dx, dy] = [Math.sign(x[i]! - x[j]!), Math.sign(y[i]! - y[j]!)];
      agreement += dx * dy;
      inX += dx * dx;
      inY += dy * dy;
    }
  return agreement / Math.sqrt(inX * inY);
}
