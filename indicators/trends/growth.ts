import { linearRegression } from 'simple-statistics';
import { type Cell, type Column, finite } from '../composite/table.ts';
import { allEqual } from '../multivariate/moments.ts';

export interface TrendParameters {
  /** prc_change: per how many units of time; 1. */
  readonly per?: number;
}

/** COINr's summaries of a series `y` at times `x`; null below two figures, or where there is nothing to divide by. */
export const trends = {
  /** Compound growth per unit of time between the first and the last figure; 0 when they are equal. */
  CAGR(y: Column, x: readonly number[]): Cell {
    const points = chronological(y, x);
    const [first, last] = [points[0], points.at(-1)];
    if (!first || !last || points.length < 2) return null;
    if (first[1] === last[1]) return 0;
    return finite((last[1] / first[1]) ** (1 / (last[0] - first[0])) - 1);
  },
  /** Change in % per `per` units of time: along the fitted line, from its start; of two figures between them. */
  prc_change(y: Column, x: readonly number[], { per = 1 }: TrendParameters = {}): Cell {
    const points = chronological(y, x);
    const [first, last] = [points[0], points.at(-1)];
    if (!first || !last || points.length < 2) return null;
    if (allEqual(points.map(([, value]) => value))) return 0;
    if (points.length === 2) return finite((((last[1] - first[1]) / first[1]) * 100 * per) / (last[0] - first[0]));
    // From the first time on: years as they are would cost digits.
    const { m, b } = linearRegression(points.map(([time, value]) => [time - first[0], value]));
    return finite(((m * per) / b) * 100);
  },
} satisfies Record<string, (y: Column, x: readonly number[], parameters: TrendParameters) => Cell>;

export type Trend = keyof typeof trends;

const chronological = (y: Column, x: readonly number[]): [number, number][] =>
  y.flatMap((value, i): [number, number][] => (value === null ? [] : [[x[i]!, value]])).sort((a, b) => a[0] - b[0]);
