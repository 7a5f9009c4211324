import { randomNumbers } from './random.ts';
import { type DenseMatrix, dense, multiply, product, type SparseMatrix, transpose } from './sparse.ts';
import { eigenvectors } from './symmetric-eigen.ts';

export interface Svd {
  /** Feature directions, one row per feature: V. */
  directions: DenseMatrix;
  /** U·S = A·V, one row per document, not scaled. */
  scores: DenseMatrix;
  /** Descending. */
  singularValues: Float64Array;
}

export interface SvdOptions {
  rank: number;
  seed: number;
  oversampling?: number;
  /** Rounds of AᵀA. */
  iterations?: number;
  /** A first guess of V over the same features, from an earlier model: one round is then enough. */
  guess?: DenseMatrix;
}

/**
 * The leading singular directions of a sparse matrix by randomised subspace iteration (Halko, Martinsson, Tropp 2011),
 * kept on the feature side, which is the smaller one: W ← orth(Aᵀ A W). Directions beyond the matrix's rank are zero, and so may be
 * those whose singular value is under a hundredth of the largest: the numbers are of single precision.
 * The sign of a direction is fixed by its largest entry.
 */
export function randomisedSvd(
  a: SparseMatrix,
  { rank, seed, oversampling = 10, iterations = 3, guess }: SvdOptions,
): Svd {
  const size = Math.min(rank + oversampling, Math.max(1, Math.min(a.rows, a.width)));
  const byColumn = transpose(a);
  let subspace = startingSubspace(a.width, size, seed, guess);
  const rounds = guess ? 1 : iterations;
  for (let round = 1; round <= rounds; round++) {
    let seen = multiply(a, subspace);
    // Between rounds, whichever side is smaller is kept well-conditioned; the last one is made orthonormal below.
    if (round < rounds && a.rows < a.width) seen = orthonormalised(seen);
    subspace = multiply(byColumn, seen);
    if (round < rounds && a.rows >= a.width) subspace = orthonormalised(subspace);
  }
  subspace = orthonormalised(subspace);
  const projected = multiply(a, subspace);
  const { values, vectors } = eigenvectors(gram(projected), size);
  const kept = Math.min(rank, size);
  const rotation = dense(size, kept);
  const singularValues = new Float64Array(kept);
  for (let j = 0; j < kept; j++) {
    singularValues[j] = Math.sqrt(Math.max(0, values[j]!));
    for (let i = 0; i < size; i++) rotation.data[i * kept + j] = vectors[i * size + j]!;
  }
  const directions = product(subspace, rotation);
  const scores = product(projected, rotation);
  fixSigns(directions, scores);
  return { directions, scores, singularValues };
}

function startingSubspace(rows: number, width: number, seed: number, guess: DenseMatrix | undefined): DenseMatrix {
  const random = randomNumbers(seed);
  const subspace = dense(rows, width);
  for (let i = 0; i < subspace.data.length; i++) subspace.data[i] = random() - 0.5;
  if (!guess) return subspace;
  // Columns that are guessed keep a trace of noise, so that none is lost; spare columns look for what is new.
  for (let i = 0; i < subspace.data.length; i++) if (i % width < guess.width) subspace.data[i]! *= 0.002;
  for (let row = 0; row < rows; row++)
    for (let j = 0; j < Math.min(width, guess.width); j++)
      subspace.data[row * width + j]! += guess.data[row * guess.width + j]!;
  return subspace;
}

/**
 * Makes the columns orthonormal, up to rounding that grows with the square of their condition, by the Cholesky factor
 * of the Gram matrix; columns that depend on earlier ones become zero. Apply twice where exactness matters.
 */
export function orthonormalised(d: DenseMatrix): DenseMatrix {
  const { width } = d;
  const g = gram(d);
  const factor = new Float64Array(width * width);
  const inverse = new Float64Array(width * width);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = g[i * width + j]!;
      for (let k = 0; k < j; k++) sum -= factor[i * width + k]! * factor[j * width + k]!;
      if (i === j) factor[i * width + i] = sum > 1e-9 * g[i * width + i]! && sum > 1e-30 ? Math.sqrt(sum) : 0;
      else factor[i * width + j] = factor[j * width + j]! > 0 ? sum / factor[j * width + j]! : 0;
    }
    const pivot = factor[i * width + i]!;
    if (pivot === 0) continue;
    inverse[i * width + i] = 1 / pivot;
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= factor[i * width + k]! * inverse[k * width + j]!;
      inverse[i * width + j] = sum / pivot;
    }
  }
  return timesUpper(d, inverse);
}

/** D · Lᵀ for a lower triangular L. */
function timesUpper(d: DenseMatrix, lower: Float64Array): DenseMatrix {
  const { width } = d;
  const upper = dense(width, width);
  for (let i = 0; i < width; i++) for (let j = 0; j <= i; j++) upper.data[j * width + i] = lower[i * width + j]!;
  return product(d, upper);
}

/** Dᵀ·D, row-major, in double precision. */
function gram({ rows, width, data }: DenseMatrix): Float64Array {
  const g = new Float64Array(width * width);
  let row = 0;
  // Four rows at a time, for speed; the order of the sums is fixed.
  for (; row + 3 < rows; row += 4) {
    const [a, b, c, d] = [row * width, (row + 1) * width, (row + 2) * width, (row + 3) * width];
    for (let i = 0; i < width; i++) {
      const [w, x, y, z] = [data[a + i]!, data[b + i]!, data[c + i]!, data[d + i]!];
      const to = i * width;
      for (let j = 0; j <= i; j++)
        g[to + j]! += w * data[a + j]! + x * data[b + j]! + (y * data[c + j]! + z * data[d + j]!);
    }
  }
  for (; row < rows; row++)
    for (let i = 0; i < width; i++)
      for (let j = 0; j <= i; j++) g[i * width + j]! += data[row * width + i]! * data[row * width + j]!;
  for (let i = 0; i < width; i++) for (let j = i + 1; j < width; j++) g[i * width + j] = g[j * width + i]!;
  return g;
}

function fixSigns(directions: DenseMatrix, scores: DenseMatrix): void {
  const { width } = directions;
  const largest = new Float32Array(width);
  for (let i = 0; i < directions.data.length; i++)
    if (Math.abs(directions.data[i]!) > Math.abs(largest[i % width]!)) largest[i % width] = directions.data[i]!;
  for (const { data } of [directions, scores])
    for (let i = 0; i < data.length; i++) if (largest[i % width]! < 0) data[i]! *= -1;
}
