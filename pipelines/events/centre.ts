import type { SparseMatrix } from '../topics/sparse.ts';

/** The sum of some rows, held densely and used again for the next ones. */
export class Centre {
  readonly #vectors: SparseMatrix;
  readonly #sum: Float64Array;
  #rows: readonly number[] = [];
  #leftOut = new Set<number>();
  #square = 0;

  constructor(vectors: SparseMatrix) {
    this.#vectors = vectors;
    this.#sum = new Float64Array(vectors.width);
  }

  of(rows: readonly number[]): void {
    const { starts, columns, values } = this.#vectors;
    for (const row of this.#rows) for (let at = starts[row]!; at < starts[row + 1]!; at++) this.#sum[columns[at]!] = 0;
    this.#rows = rows;
    this.#leftOut.clear();
    for (const row of rows)
      for (let at = starts[row]!; at < starts[row + 1]!; at++) this.#sum[columns[at]!]! += values[at]!;
    this.#measure();
  }

  /** Takes words out of the centre, and of what is compared with it; says whether there were any. */
  leaveOut(isLeftOut: (word: number) => boolean): boolean {
    const { starts, columns } = this.#vectors;
    for (const row of this.#rows)
      for (let at = starts[row]!; at < starts[row + 1]!; at++) {
        const word = columns[at]!;
        if (this.#sum[word] === 0 || !isLeftOut(word)) continue;
        this.#sum[word] = 0;
        this.#leftOut.add(word);
      }
    if (this.#leftOut.size > 0) this.#measure();
    return this.#leftOut.size > 0;
  }

  /** Whether a row has words that are not left out. */
  counts(row: number): boolean {
    return this.#length(row) > 1e-9;
  }

  /** Of a row that is not among those of the centre. */
  cosine(row: number): number {
    return this.#square > 0 ? this.#dot(row) / Math.sqrt(this.#square) : 0;
  }

  /** Of one of the centre's rows with the sum of the others. */
  cosineWithOthers(row: number): number {
    const dot = this.#dot(row);
    const own = this.#length(row);
    const others = this.#square - 2 * dot + own;
    return others > 1e-9 && own > 1e-9 ? (dot - own) / Math.sqrt(others * own) : 0;
  }

  /** Of all pairs of the centre's rows, which are of length 1; 1 for a single row. */
  meanCosine(): number {
    const many = this.#rows.length;
    return many > 1 ? (this.#square - many) / (many * (many - 1)) : 1;
  }

  #measure(): void {
    this.#square = this.#rows.reduce((sum, row) => sum + this.#dot(row), 0);
  }

  #dot(row: number): number {
    const { starts, columns, values } = this.#vectors;
    let dot = 0;
    for (let at = starts[row]!; at < starts[row + 1]!; at++) dot += this.#sum[columns[at]!]! * values[at]!;
    return dot;
  }

  /** Squared length of a row without the words left out. */
  #length(row: number): number {
    const { starts, columns, values } = this.#vectors;
    let square = 0;
    for (let at = starts[row]!; at < starts[row + 1]!; at++)
      if (!this.#leftOut.has(columns[at]!)) square += values[at]! ** 2;
    return square;
  }
}
