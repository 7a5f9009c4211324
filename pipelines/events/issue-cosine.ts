import type { SparseMatrix } from '../topics/sparse.ts';

/** Orders without the words of places: whether two share a matter and not only an address. */
export class IssueVectors {
  readonly #vectors: SparseMatrix;
  readonly #isPlaceWord: (row: number, word: number) => boolean;
  readonly #reduced: (Map<number, number> | undefined)[] = [];

  /** `isPlaceWord` tells of a row's word whether it belongs to a place. */
  constructor(vectors: SparseMatrix, isPlaceWord: (row: number, word: number) => boolean) {
    this.#vectors = vectors;
    this.#isPlaceWord = isPlaceWord;
  }

  cosine(a: number, b: number): number {
    const [x, y] = [this.#without(a), this.#without(b)];
    let sum = 0;
    for (const [word, value] of x) sum += value * (y.get(word) ?? 0);
    return sum;
  }

  /** Mean over edges, pairs of rows; 0 without edges. */
  meanCosine(edges: Int32Array): number {
    let sum = 0;
    for (let edge = 0; edge < edges.length; edge += 2) sum += this.cosine(edges[edge]!, edges[edge + 1]!);
    return edges.length > 0 ? sum / (edges.length / 2) : 0;
  }

  /** A row's other words, by ascending id, scaled to length 1. */
  #without(row: number): Map<number, number> {
    const known = this.#reduced[row];
    if (known) return known;
    const { starts, columns, values } = this.#vectors;
    const kept = new Map<number, number>();
    let square = 0;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      if (this.#isPlaceWord(row, columns[at]!)) continue;
      kept.set(columns[at]!, values[at]!);
      square += values[at]! ** 2;
    }
    if (square > 0) for (const [word, value] of kept) kept.set(word, value / Math.sqrt(square));
    this.#reduced[row] = kept;
    return kept;
  }
}
