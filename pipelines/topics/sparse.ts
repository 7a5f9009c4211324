import { arrays, kernels, tile } from './kernels.ts';

/** Rows of (column, value) pairs, each column once: row i is `columns/values[starts[i] … starts[i+1])`. */
export interface SparseMatrix {
  rows: number;
  width: number;
  starts: Int32Array;
  columns: Int32Array;
  values: Float32Array;
}

/** A row-major matrix. */
export interface DenseMatrix {
  rows: number;
  width: number;
  data: Float32Array;
}

export const dense = (rows: number, width: number): DenseMatrix => ({
  rows,
  width,
  data: new Float32Array(rows * width),
});

/** Numbers of the sparse matrix that are looked at in one go: bounds the memory that a product needs beside its result. */
const mostAtOnce = 1 << 21;
const mostRowsAtOnce = 1 << 14;

/** A · D: one dense row for each sparse row, summed in single precision in the order in which the columns stand. */
export function multiply(a: SparseMatrix, d: DenseMatrix): DenseMatrix {
  const result = dense(a.rows, d.width);
  if (d.width === 0 || a.rows === 0) return result;
  const stride = Math.ceil(d.width / tile) * tile;
  let row = 0;
  while (row < a.rows) {
    const first = row++;
    while (row < a.rows && row - first < mostRowsAtOnce && a.starts[row + 1]! - a.starts[first]! <= mostAtOnce) row++;
    multiplyRows(a, d, result, { first, end: row, stride });
  }
  return result;
}

function multiplyRows(
  a: SparseMatrix,
  d: DenseMatrix,
  result: DenseMatrix,
  { first, end, stride }: { first: number; end: number; stride: number },
): void {
  const [from, to] = [a.starts[first]!, a.starts[end]!];
  const rows = end - first;
  const [right, starts, columns, values, out] = arrays(
    d.rows * stride,
    rows + 1,
    to - from,
    to - from,
    rows * stride,
  ) as [Arrays, Arrays, Arrays, Arrays, Arrays];
  // Whatever lies in the memory already: where the right side is the same as for the rows before, it still does.
  if (first === 0) putRows(d, right.floats, stride);
  for (let i = 0; i <= rows; i++) starts.integers[i] = a.starts[first + i]! - from;
  columns.integers.set(a.columns.subarray(from, to));
  values.floats.set(a.values.subarray(from, to));
  kernels.multiply(rows, starts.address, columns.address, values.address, right.address, out.address, stride * 4);
  takeRows(out.floats, stride, result, first, rows);
}

type Arrays = ReturnType<typeof arrays>[number];

/** Copies a matrix to where its rows have `stride` floats, the last of them zero. */
export function putRows({ rows, width, data }: DenseMatrix, to: Float32Array, stride: number): void {
  if (stride === width) to.set(data);
  else
    for (let row = 0; row < rows; row++) {
      to.set(data.subarray(row * width, (row + 1) * width), row * stride);
      to.fill(0, row * stride + width, (row + 1) * stride);
    }
}

function takeRows(from: Float32Array, stride: number, { width, data }: DenseMatrix, first: number, rows: number): void {
  if (stride === width) data.set(from.subarray(0, rows * stride), first * width);
  else
    for (let row = 0; row < rows; row++)
      data.set(from.subarray(row * stride, row * stride + width), (first + row) * width);
}

/** P · D of two dense matrices. */
export function product(p: DenseMatrix, d: DenseMatrix): DenseMatrix {
  const result = dense(p.rows, d.width);
  eachProduct(p, d, (rows, stride, first, many) => takeRows(rows, stride, result, first, many));
  return result;
}

const denseRowsAtOnce = 1024;

/** Calls `use` with the rows of P · D, some at a time: row `first + i` begins at `i · stride`. */
export function eachProduct(
  p: DenseMatrix,
  d: DenseMatrix,
  use: (rows: Float32Array, stride: number, first: number, many: number) => void,
): void {
  if (p.rows === 0 || d.width === 0) return;
  const stride = Math.ceil(d.width / tile) * tile;
  const most = Math.min(p.rows, denseRowsAtOnce);
  const [right, left, out] = arrays(d.rows * stride, most * p.width, most * stride) as [Arrays, Arrays, Arrays];
  putRows(d, right.floats, stride);
  for (let first = 0; first < p.rows; first += most) {
    const many = Math.min(most, p.rows - first);
    left.floats.set(p.data.subarray(first * p.width, (first + many) * p.width));
    kernels.multiplyDense(many, left.address, p.width * 4, right.address, out.address, stride * 4);
    use(out.floats, stride, first, many);
  }
}

/** Dᵀ of a dense matrix. */
export function transposed({ rows, width, data }: DenseMatrix): DenseMatrix {
  const result = dense(width, rows);
  for (let i = 0; i < rows; i++) for (let j = 0; j < width; j++) result.data[j * rows + i] = data[i * width + j]!;
  return result;
}

/** The same numbers by column. */
export function transpose(a: SparseMatrix): SparseMatrix {
  const starts = new Int32Array(a.width + 1);
  for (let i = 0; i < a.columns.length; i++) starts[a.columns[i]! + 1]!++;
  for (let i = 0; i < a.width; i++) starts[i + 1]! += starts[i]!;
  const next = starts.slice(0, a.width);
  const columns = new Int32Array(a.columns.length);
  const values = new Float32Array(a.values.length);
  for (let row = 0; row < a.rows; row++)
    for (let at = a.starts[row]!; at < a.starts[row + 1]!; at++) {
      const to = next[a.columns[at]!]!++;
      columns[to] = row;
      values[to] = a.values[at]!;
    }
  return { rows: a.width, width: a.rows, starts, columns, values };
}

/** Scales every row to length 1; rows of zeros stay. */
export function normaliseRows(d: DenseMatrix): DenseMatrix {
  for (let row = 0; row < d.rows; row++) {
    const from = row * d.width;
    let square = 0;
    for (let j = 0; j < d.width; j++) square += d.data[from + j]! ** 2;
    if (square <= 1e-30) continue;
    const scale = 1 / Math.sqrt(square);
    for (let j = 0; j < d.width; j++) d.data[from + j]! *= scale;
  }
  return d;
}
