import type { SparseMatrix } from '../topics/sparse.ts';

/** Orders of one class share a matter at least so much, in whatever words they tell it. */
const ofOneClass = 0.15;

/** Orders without the words of places: whether two share a matter and not only an address. */
export class IssueVectors {
  readonly #vectors: SparseMatrix;
  readonly #isPlaceWord: (row: number, word: number) => boolean;
  readonly #classOf: (row: number) => string | null;
  readonly #reduced: (Map<number, number> | undefined)[] = [];

  /**
   * `isPlaceWord` tells of a row's word whether it belongs to a place; `classOf` of a row its class, null where it has
   * none.
   */
  constructor(
    vectors: SparseMatrix,
    isPlaceWord: (row: number, word: number) => boolean,
    classOf: (row: number) => string | null = () => null,
  ) {
    this.#vectors = vectors;
    this.#isPlaceWord = isPlaceWord;
    this.#classOf = classOf;
  }

  /** From 0 to 1: the cosine of what two rows say, and what a common class says of them. */
  likeness(a: number, b: number): number {
    const one = this.#classOf(a);
    const least = one !== null && one === this.#classOf(b) ? ofOneClass : 0;
    return Math.max(least, this.cosine(a, b));
  }

  cosine(a: number, b: number): number {
    const [x, y] = [this.#without(a), this.#without(b)];
    let sum = 0;
    for (const [word, value] of x) sum += value * (y.get(word) ?? 0);
    return sum;
  }

  /** Mean over edges, pairs of rows; 0 without edges. */
  meanLikeness(edges: Int32Array): number {
    let sum = 0;
    for (let edge = 0; edge < edges.length; edge += 2) sum += this.likeness(edges[edge]!, edges[edge + 1]!);
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
