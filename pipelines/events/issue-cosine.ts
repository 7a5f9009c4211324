import type { SparseMatrix } from '../topics/sparse.ts';

/** Orders of one class share a matter at least so much, in whatever words they tell it. */
const ofOneClass = 0.15;

/** A row's words by ascending id, and what each weighs. */
interface Words {
  columns: Int32Array;
  values: Float64Array;
}

/** Orders without the words of places: whether two share a matter and not only an address. */
export class IssueVectors {
  readonly #vectors: SparseMatrix;
  readonly #isPlaceWord: (row: number, word: number) => boolean;
  readonly #classOf: (row: number) => string | null;
  readonly #reduced: (Words | undefined)[] = [];

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
    const [left, right, many, others] = [x.columns, y.columns, x.columns.length, y.columns.length];
    let sum = 0;
    for (let i = 0, j = 0; i < many && j < others; ) {
      const difference = left[i]! - right[j]!;
      if (difference === 0) sum += x.values[i]! * y.values[j]!;
      if (difference <= 0) i++;
      if (difference >= 0) j++;
    }
    return sum;
  }

  /** Mean over edges, pairs of rows; 0 without edges. */
  meanLikeness(edges: Int32Array): number {
    let sum = 0;
    for (let edge = 0; edge < edges.length; edge += 2) sum += this.likeness(edges[edge]!, edges[edge + 1]!);
    return edges.length > 0 ? sum / (edges.length / 2) : 0;
  }

  /** A row's other words, scaled to length 1. */
  #without(row: number): Words {
    const known = this.#reduced[row];
    if (known) return known;
    const { starts, columns, values } = this.#vectors;
    const kept: number[] = [];
    let square = 0;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) {
      if (this.#isPlaceWord(row, columns[at]!)) continue;
      kept.push(at);
      square += values[at]! ** 2;
    }
    const length = square > 0 ? Math.sqrt(square) : 1;
    const reduced = {
      columns: Int32Array.from(kept, (at) => columns[at]!),
      values: Float64Array.from(kept, (at) => values[at]! / length),
    };
    this.#reduced[row] = reduced;
    return reduced;
  }
}
