/**
 * Eigenvalues (descending) and eigenvectors (columns of a row-major matrix) of a symmetric matrix of some hundred rows:
 * Householder's reduction to three diagonals, then QL steps with implicit shifts (Bowdler, Martin, Reinsch, Wilkinson
 * 1968, as in EISPACK's tred2 and tql2), which are exact to rounding and always take the same path.
 */
export function eigenvectors(matrix: Float64Array, size: number): { values: Float64Array; vectors: Float64Array } {
  const { rows, diagonal, beside } = tridiagonal(matrix, size);
  diagonalise(rows, diagonal, beside, size);
  const order = [...diagonal.keys()].sort((i, j) => diagonal[j]! - diagonal[i]! || i - j);
  const vectors = new Float64Array(size * size);
  for (let j = 0; j < size; j++) for (let i = 0; i < size; i++) vectors[i * size + j] = rows[order[j]! * size + i]!;
  return { values: Float64Array.from(order, (i) => diagonal[i]!), vectors };
}

interface Tridiagonal {
  /** The orthogonal matrix of the reduction, transposed: its rows become the eigenvectors. */
  rows: Float64Array;
  diagonal: Float64Array;
  /** `beside[i]` stands next to `diagonal[i]` and `diagonal[i + 1]`; the last one is 0. */
  beside: Float64Array;
}

/** Reflects the matrix row by row, from the last one up, until only three diagonals are left. */
function tridiagonal(matrix: Float64Array, size: number): Tridiagonal {
  const a = matrix.slice();
  const rows = new Float64Array(size * size);
  for (let i = 0; i < size; i++) rows[i * size + i] = 1;
  const beside = new Float64Array(size);
  const mirror = new Float64Array(size);
  const image = new Float64Array(size);
  for (let last = size - 1; last > 0; last--) {
    const from = last * size;
    let square = 0;
    for (let j = 0; j < last - 1; j++) square += a[from + j]! ** 2;
    const neighbour = a[from + last - 1]!;
    if (square === 0) {
      beside[last - 1] = neighbour;
      continue;
    }
    const length = Math.sqrt(square + neighbour ** 2) * (neighbour > 0 ? -1 : 1);
    beside[last - 1] = length;
    for (let j = 0; j < last; j++) mirror[j] = a[from + j]!;
    mirror[last - 1] = neighbour - length;
    // Half the squared length of the mirror's vector.
    const half = length * (length - neighbour);
    reflectBoth(a, mirror, image, half, last, size);
    reflectColumns(rows, mirror, half, last, size);
  }
  return { rows, diagonal: Float64Array.from({ length: size }, (_, i) => a[i * size + i]!), beside };
}

/** A ← H·A·H for H = 1 − mirror·mirrorᵀ/half, on the first `many` rows and columns. */
function reflectBoth(
  a: Float64Array,
  mirror: Float64Array,
  image: Float64Array,
  half: number,
  many: number,
  size: number,
): void {
  let product = 0;
  for (let i = 0; i < many; i++) {
    let sum = 0;
    for (let j = 0; j < many; j++) sum += a[i * size + j]! * mirror[j]!;
    image[i] = sum / half;
    product += image[i]! * mirror[i]!;
  }
  const share = product / (2 * half);
  for (let i = 0; i < many; i++) image[i]! -= share * mirror[i]!;
  for (let i = 0; i < many; i++)
    for (let j = 0; j < many; j++) a[i * size + j]! -= mirror[i]! * image[j]! + image[i]! * mirror[j]!;
}

/** rows ← H·rows: row i of the transposed orthogonal matrix is what the i-th basis vector goes to. */
function reflectColumns(rows: Float64Array, mirror: Float64Array, half: number, many: number, size: number): void {
  const sums = new Float64Array(size);
  for (let i = 0; i < many; i++) for (let k = 0; k < size; k++) sums[k]! += mirror[i]! * rows[i * size + k]!;
  for (let i = 0; i < many; i++) {
    const scale = mirror[i]! / half;
    for (let k = 0; k < size; k++) rows[i * size + k]! -= scale * sums[k]!;
  }
}

const mostSteps = 60;

/** Turns pairs of neighbours until nothing stands beside the diagonal; `rows` turn along. */
function diagonalise(rows: Float64Array, diagonal: Float64Array, beside: Float64Array, size: number): void {
  for (let first = 0; first < size; first++)
    for (let step = 0; step < mostSteps; step++) {
      let last = first;
      while (last < size - 1) {
        const neighbours = Math.abs(diagonal[last]!) + Math.abs(diagonal[last + 1]!);
        if (Math.abs(beside[last]!) <= 1e-16 * neighbours) break;
        last++;
      }
      if (last === first) break;
      turn(rows, diagonal, beside, { first, last, size });
    }
}

/** One QL step with an implicit shift on the block `first … last`. */
function turn(
  rows: Float64Array,
  diagonal: Float64Array,
  beside: Float64Array,
  { first, last, size }: { first: number; last: number; size: number },
): void {
  const half = (diagonal[first + 1]! - diagonal[first]!) / (2 * beside[first]!);
  const root = Math.sqrt(half * half + 1) * (half < 0 ? -1 : 1);
  let bulge = diagonal[last]! - diagonal[first]! + beside[first]! / (half + root);
  let [sine, cosine, shift] = [1, 1, 0];
  for (let i = last - 1; i >= first; i--) {
    const off = sine * beside[i]!;
    const along = cosine * beside[i]!;
    const length = Math.sqrt(off * off + bulge * bulge);
    beside[i + 1] = length;
    if (length === 0) {
      diagonal[i + 1]! -= shift;
      beside[last] = 0;
      return;
    }
    sine = off / length;
    cosine = bulge / length;
    const before = diagonal[i + 1]! - shift;
    const turned = (diagonal[i]! - before) * sine + 2 * cosine * along;
    shift = sine * turned;
    diagonal[i + 1] = before + shift;
    bulge = cosine * turned - along;
    const [upper, lower] = [i * size, (i + 1) * size];
    for (let k = 0; k < size; k++) {
      const [x, y] = [rows[upper + k]!, rows[lower + k]!];
      rows[lower + k] = sine * x + cosine * y;
      rows[upper + k] = cosine * x - sine * y;
    }
  }
  diagonal[first]! -= shift;
  beside[first] = bulge;
  beside[last] = 0;
}
