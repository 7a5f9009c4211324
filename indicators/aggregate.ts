/**
 * COINr's a_amean: Σ w x / Σ w, row by row. Columns that are missing are left out with their weights and the rest are
 * renormalised. Undefined when nothing is there or all that is there weighs nothing.
 */
export function weightedMean(
  columns: readonly (Float64Array | undefined)[],
  weights: readonly number[],
): Float64Array | undefined {
  const there = columns.flatMap((column, i) => (column && weights[i]! > 0 ? [{ column, weight: weights[i]! }] : []));
  const total = there.reduce((sum, { weight }) => sum + weight, 0);
  const [first] = there;
  if (!first) return undefined;
  const mean = new Float64Array(first.column.length);
  for (const { column, weight } of there)
    for (let row = 0; row < mean.length; row++) mean[row]! += (weight * column[row]!) / total;
  return mean;
}
