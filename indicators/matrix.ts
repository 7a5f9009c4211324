/**
 * Figures of one subject: a column per indicator or node, a row per variant (the figure itself first, then one per
 * replicate). A column that is missing is not in the map.
 */
export type Matrix = ReadonlyMap<string, Float64Array>;

/** The figure and its replicates as one column. */
export function columnOf(value: number, replicates: ArrayLike<number>): Float64Array {
  const column = new Float64Array(1 + replicates.length);
  column[0] = value;
  column.set(replicates, 1);
  return column;
}
