export interface Goalposts {
  low: number;
  high: number;
}

/**
 * COINr's n_goalposts: (x − low) / (high − low) × scale, clipped to the ends; for an indicator where less is better
 * (high − x) / (high − low) × scale. `low < high` in raw orientation.
 */
export function normaliseByGoalposts(
  column: Float64Array,
  { low, high }: Goalposts,
  direction: 'higher' | 'lower',
  scale = 100,
): Float64Array {
  const points = new Float64Array(column.length);
  for (let i = 0; i < column.length; i++) {
    const x = column[i]!;
    const share = direction === 'higher' ? (x - low) / (high - low) : (high - x) / (high - low);
    points[i] = scale * Math.min(1, Math.max(0, share));
  }
  return points;
}
