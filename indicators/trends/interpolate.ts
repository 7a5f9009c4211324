import type { Cell, Column } from '../composite/table.ts';

/**
 * Gaps of a series at ascending times, between its figures (R's approx with rule 2): on the line between neighbours, or
 * the one before (`constant`); before the first and after the last figure that one. A series without figures stays empty.
 */
export function interpolate(
  series: Column,
  times: readonly number[],
  method: 'linear' | 'constant' = 'linear',
): Column {
  const known = series.flatMap((cell, i) => (cell === null ? [] : [i]));
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return series;
  return series.map((cell, i): Cell => {
    if (cell !== null) return cell;
    if (i < first) return series[first]!;
    if (i > last) return series[last]!;
    const after = known.find((k) => k > i)!;
    const before = known[known.indexOf(after) - 1]!;
    const [y0, y1] = [series[before]!, series[after]!];
    if (method === 'constant') return y0;
    return y0 + ((y1 - y0) * (times[i]! - times[before]!)) / (times[after]! - times[before]!);
  });
}
