/** Rows of (column, value) pairs: row i is `columns/values[starts[i] … starts[i+1])`, by ascending column. */
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

/** A · D: one dense row for each sparse row. */
export function multiply(a: SparseMatrix, d: DenseMatrix): DenseMatrix {
  const width = d.width;
  const result = dense(a.rows, width);
  const sum = new Float64Array(width);
  const { data } = d;
  for (let row = 0; row < a.rows; row++) {
    sum.fill(0);
    const end = a.starts[row + 1]!;
    let at = a.starts[row]!;
    // Four features at a time: a quarter of the loads and stores of the running sum.
    for (; at + 3 < end; at += 4) {
      const [w, x, y, z] = [a.values[at]!, a.values[at + 1]!, a.values[at + 2]!, a.values[at + 3]!];
      let i = a.columns[at]! * width;
      let k = a.columns[at + 1]! * width;
      let l = a.columns[at + 2]! * width;
      let m = a.columns[at + 3]! * width;
      for (let j = 0; j < width; j++) sum[j]! += w * data[i++]! + x * data[k++]! + (y * data[l++]! + z * data[m++]!);
    }
    for (; at < end; at++) {
      const x = a.values[at]!;
      const from = a.columns[at]! * width;
      for (let j = 0; j < width; j++) sum[j]! += x * data[from + j]!;
    }
    result.data.set(sum, row * width);
  }
  return result;
}

/** Aᵀ · D: one dense row for each column of A. Summed in row order. */
export function multiplyTransposed(a: SparseMatrix, d: DenseMatrix): DenseMatrix {
  return multiply(transpose(a), d);
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
