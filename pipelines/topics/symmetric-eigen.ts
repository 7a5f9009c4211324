/**
 * Eigenvalues (descending) and eigenvectors (columns of a row-major matrix) of a symmetric matrix of some hundred rows:
 * cyclic Jacobi rotations, which are exact to rounding and always take the same path.
 */
export function eigenvectors(matrix: Float64Array, size: number): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice();
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i++) v[i * size + i] = 1;
  let scale = 0;
  for (let i = 0; i < size; i++) scale += Math.abs(a[i * size + i]!);
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) off += Math.abs(a[p * size + q]!);
    if (off <= 1e-12 * scale) break;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, v, size, p, q);
  }
  const order = [...Array(size).keys()].sort((i, j) => a[j * size + j]! - a[i * size + i]! || i - j);
  const vectors = new Float64Array(size * size);
  for (let j = 0; j < size; j++) for (let i = 0; i < size; i++) vectors[i * size + j] = v[order[j]! * size + i]!;
  return { values: Float64Array.from(order, (i) => a[i * size + i]!), vectors };
}

/** Makes a[p][q] zero. `v` holds the eigenvectors as rows, so that every loop runs along memory where it can. */
function rotate(a: Float64Array, v: Float64Array, size: number, p: number, q: number): void {
  const apq = a[p * size + q]!;
  if (Math.abs(apq) < 1e-300) return;
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < size; k++) {
    const [kp, kq] = [k * size + p, k * size + q];
    const [x, y] = [a[kp]!, a[kq]!];
    a[kp] = c * x - s * y;
    a[kq] = s * x + c * y;
  }
  const [rp, rq] = [p * size, q * size];
  for (let k = 0; k < size; k++) {
    const [x, y] = [a[rp + k]!, a[rq + k]!];
    a[rp + k] = c * x - s * y;
    a[rq + k] = s * x + c * y;
    const [g, h] = [v[rp + k]!, v[rq + k]!];
    v[rp + k] = c * g - s * h;
    v[rq + k] = s * g + c * h;
  }
}
