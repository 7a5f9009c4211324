import { expect, test } from 'vitest';
import { randomNumbers } from './random.ts';
import { type DenseMatrix, dense, multiply, product, type SparseMatrix, transpose, transposed } from './sparse.ts';

const random = randomNumbers(3);
const denseOf = (rows: number, width: number): DenseMatrix => {
  const matrix = dense(rows, width);
  for (let i = 0; i < matrix.data.length; i++) matrix.data[i] = random() - 0.5;
  return matrix;
};

/** A sparse matrix and the same numbers with the zeros. */
function sparseOf(rows: number, width: number, share: number): { sparse: SparseMatrix; full: DenseMatrix } {
  const full = dense(rows, width);
  const starts = [0];
  const columns: number[] = [];
  const values: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < width; j++) {
      if (random() >= share) continue;
      const value = Math.fround(random() - 0.5);
      columns.push(j);
      values.push(value);
      full.data[row * width + j] = value;
    }
    starts.push(columns.length);
  }
  const arrays = { columns: Int32Array.from(columns), values: Float32Array.from(values) };
  return { sparse: { rows, width, starts: Int32Array.from(starts), ...arrays }, full };
}

const slowly = (a: DenseMatrix, b: DenseMatrix): number[] =>
  Array.from({ length: a.rows * b.width }, (_, i) => {
    const [row, j] = [Math.floor(i / b.width), i % b.width];
    let sum = 0;
    for (let k = 0; k < a.width; k++) sum += a.data[row * a.width + k]! * b.data[k * b.width + j]!;
    return sum;
  });

const near = (numbers: Float32Array, expected: number[]) => {
  expect(numbers.length).toBe(expected.length);
  expect(numbers.reduce((worst, number, i) => Math.max(worst, Math.abs(number - expected[i]!)), 0)).toBeLessThan(1e-5);
};

test.each([1, 3, 27, 28, 29, 57, 112])('products with rows of %i numbers', (width) => {
  const { sparse, full } = sparseOf(37, 19, 0.3);
  const right = denseOf(19, width);
  near(multiply(sparse, right).data, slowly(full, right));
  near(product(full, right).data, slowly(full, right));
});

test('empty rows and empty matrices give zeros', () => {
  const { sparse } = sparseOf(5, 4, 0);
  expect([...multiply(sparse, denseOf(4, 3)).data]).toEqual(Array(15).fill(0));
  expect(multiply(sparseOf(0, 4, 1).sparse, denseOf(4, 3)).data.length).toBe(0);
  expect(multiply(sparse, denseOf(4, 0)).data.length).toBe(0);
  expect([...product(denseOf(2, 0), denseOf(0, 2)).data]).toEqual([0, 0, 0, 0]);
});

test('many rows are taken in parts, and nothing shows of it', () => {
  const { sparse, full } = sparseOf(40_000, 3, 0.5);
  const right = denseOf(3, 2);
  near(multiply(sparse, right).data, slowly(full, right));
  near(product(full, right).data, slowly(full, right));
});

test('transposed twice is the same', () => {
  const { sparse, full } = sparseOf(11, 7, 0.4);
  expect(transpose(transpose(sparse))).toEqual(sparse);
  expect(transposed(transposed(full))).toEqual(full);
});
