import { expect, test } from 'vitest';
import { randomNumbers } from './random.ts';
import { dense, type SparseMatrix } from './sparse.ts';
import { randomisedSvd } from './svd.ts';
import { eigenvectors } from './symmetric-eigen.ts';

const sparse = (rows: number[][]): SparseMatrix => {
  const starts = [0];
  const columns: number[] = [];
  const values: number[] = [];
  for (const row of rows) {
    for (const [j, x] of row.entries())
      if (x !== 0) {
        columns.push(j);
        values.push(x);
      }
    starts.push(columns.length);
  }
  return {
    rows: rows.length,
    width: rows[0]?.length ?? 0,
    starts: Int32Array.from(starts),
    columns: Int32Array.from(columns),
    values: Float32Array.from(values),
  };
};

test('eigenvalues and vectors of a known matrix', () => {
  const { values, vectors } = eigenvectors(Float64Array.of(2, 1, 0, 1, 2, 0, 0, 0, 5), 3);
  expect([...values]).toEqual([5, 3, 1].map((x) => expect.closeTo(x, 12)));
  expect(Math.abs(vectors[2 * 3]!)).toBeCloseTo(1, 12);
  expect(Math.abs(vectors[1]!)).toBeCloseTo(Math.SQRT1_2, 12);
});

test('singular values and directions of a known matrix', () => {
  // [[3, 0], [4, 5]]: singular values √45 and √5, first right vector (1, 1)/√2.
  const { singularValues, directions, scores } = randomisedSvd(
    sparse([
      [3, 0],
      [4, 5],
    ]),
    { rank: 2, seed: 1 },
  );
  expect(singularValues[0]).toBeCloseTo(Math.sqrt(45), 4);
  expect(singularValues[1]).toBeCloseTo(Math.sqrt(5), 4);
  expect(directions.data[0]).toBeCloseTo(Math.SQRT1_2, 4);
  expect(directions.data[2]).toBeCloseTo(Math.SQRT1_2, 4);
  // U·S = A·V.
  expect(scores.data[0]).toBeCloseTo(3 * directions.data[0]!, 4);
});

test('the best approximation of a larger matrix is found, whatever the seed', () => {
  const random = randomNumbers(5);
  const [n, m] = [80, 60];
  const factor = (rows: number) =>
    Array.from({ length: rows }, () => Array.from({ length: 4 }, (_, j) => (random() - 0.5) * 2 ** -j));
  const [left, right] = [factor(n), factor(m)];
  const rows = left.map((u) => right.map((v) => u.reduce((sum, x, j) => sum + x * v[j]!, 0)));
  const exact = eigenvectors(
    Float64Array.from({ length: m * m }, (_, i) =>
      rows.reduce((sum, row) => sum + row[Math.floor(i / m)]! * row[i % m]!, 0),
    ),
    m,
  ).values;
  for (const seed of [1, 2, 3]) {
    const { singularValues, directions, scores } = randomisedSvd(sparse(rows), { rank: 10, seed });
    for (let j = 0; j < 4; j++) expect(singularValues[j]).toBeCloseTo(Math.sqrt(exact[j]!), 3);
    const worst = Math.max(
      ...rows.flatMap((row, i) =>
        row.map((x, f) => {
          let y = 0;
          for (let j = 0; j < 10; j++) y += scores.data[i * 10 + j]! * directions.data[f * 10 + j]!;
          return Math.abs(x - y);
        }),
      ),
    );
    expect(worst).toBeLessThan(1e-3);
  }
});

test('a guess needs one round; ranks too low, empty and zero matrices give zeros, never NaN', () => {
  const a = sparse([
    [1, 1, 0],
    [1, 1, 0],
    [0, 0, 2],
  ]);
  const { directions } = randomisedSvd(a, { rank: 2, seed: 1 });
  expect([...randomisedSvd(a, { rank: 2, seed: 9, guess: directions }).singularValues]).toEqual(
    [2, 2].map((x) => expect.closeTo(x, 4)),
  );
  for (const zero of [
    sparse([
      [0, 0],
      [0, 0],
    ]),
    sparse([[]]),
    { ...sparse([]), width: 0 },
  ]) {
    const { singularValues, scores } = randomisedSvd(zero, { rank: 3, seed: 1 });
    expect([...singularValues, ...scores.data].every((x) => x === 0)).toBe(true);
  }
  const low = randomisedSvd(
    sparse([
      [1, 2],
      [2, 4],
      [3, 6],
    ]),
    { rank: 2, seed: 1, guess: dense(2, 2) },
  );
  expect(low.singularValues[0]).toBeCloseTo(Math.sqrt(70), 3);
  expect(low.singularValues[1]).toBeCloseTo(0, 2);
});
