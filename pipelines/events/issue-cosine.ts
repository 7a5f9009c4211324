import type { SparseMatrix } from '../topics/sparse.ts';

/**
 * Mean cosine over edges (pairs of rows) when the words of places are left out: whether a group shares a matter and not
 * only an address. `isPlaceWord` tells of a row's word whether it belongs to a place. 0 without edges.
 */
export function issueCosine(
  { starts, columns, values }: SparseMatrix,
  edges: Int32Array,
  isPlaceWord: (row: number, word: number) => boolean,
): number {
  const reduced = new Map<number, Map<number, number>>();
  const without = (row: number): Map<number, number> => {
    const known = reduced.get(row);
    if (known) return known;
    const kept = new Map<number, number>();
    let square = 0;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      if (isPlaceWord(row, columns[at]!)) continue;
      kept.set(columns[at]!, values[at]!);
      square += values[at]! ** 2;
    }
    if (square > 0) for (const [word, value] of kept) kept.set(word, value / Math.sqrt(square));
    reduced.set(row, kept);
    return kept;
  };
  let sum = 0;
  for (let edge = 0; edge < edges.length; edge += 2) {
    const [a, b] = [without(edges[edge]!), without(edges[edge + 1]!)];
    for (const [word, value] of a) sum += value * (b.get(word) ?? 0);
  }
  return edges.length > 0 ? sum / (edges.length / 2) : 0;
}
