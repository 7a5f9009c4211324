import { expect, test } from 'vitest';
import { microClusterCount, microClusters } from './micro-clusters.ts';
import { randomNumbers } from './random.ts';
import { type DenseMatrix, dense, normaliseRows } from './sparse.ts';
import { assign, kMeansPlusPlus, meanDirections, polish } from './spherical-kmeans.ts';

const matrix = (...rows: number[][]): DenseMatrix =>
  normaliseRows({ rows: rows.length, width: rows[0]!.length, data: Float32Array.from(rows.flat()) });

const someRows = (rows: number, width: number, seed: number): DenseMatrix => {
  const random = randomNumbers(seed);
  const d = dense(rows, width);
  for (let i = 0; i < d.data.length; i++) d.data[i] = random() - 0.5;
  return normaliseRows(d);
};

test.each([
  [1, 1],
  [7, 3],
  [8, 4],
  [9, 5],
  [20, 11],
])('%i points find the nearest of %i centroids, as plain loops do', (n, k) => {
  const [points, centroids] = [someRows(n, 6, n), someRows(k, 6, 100 + k)];
  const { nearest, cosine } = assign(points, centroids);
  for (let i = 0; i < n; i++) {
    const dots = Array.from({ length: k }, (_, c) => {
      let dot = 0;
      for (let j = 0; j < 6; j++) dot += points.data[6 * i + j]! * centroids.data[6 * c + j]!;
      return dot;
    });
    expect(nearest[i]).toBe(dots.indexOf(Math.max(...dots)));
    expect(cosine[i]).toBeCloseTo(Math.max(...dots), 6);
  }
});

test('zero rows belong to nobody, ties to the first, and no centroids to choose from is no error', () => {
  const points = matrix([1, 0], [0, 0], [1, 1]);
  expect([...assign(points, matrix([1, 0], [1, 0], [0, 1])).nearest]).toEqual([0, -1, 0]);
  expect([...assign(points, dense(0, 2)).nearest]).toEqual([-1, -1, -1]);
});

test('an empty group keeps its centroid', () => {
  const means = meanDirections(matrix([1, 0], [1, 0.2]), Int32Array.of(0, 0), 2, matrix([1, 1], [0, 1]));
  expect([...means.data.subarray(2)]).toEqual([0, 1]);
});

test('polishing separates two directions from a poor start', () => {
  const points = matrix([1, 0.1], [1, 0], [1, -0.1], [0.1, 1], [0, 1], [-0.1, 1]);
  expect([...assign(points, polish(points, matrix([1, 0.9], [0.9, 1]), 10)).nearest]).toEqual([0, 0, 0, 1, 1, 1]);
});

test('k-means++ never picks the same direction twice', () => {
  const points = matrix([1, 0], [1, 0], [0, 1], [0, 0], [1, 0]);
  for (let seed = 0; seed < 20; seed++) expect(kMeansPlusPlus(points, 5, seed).rows).toBe(2);
});

test('every document is in a micro-cluster, and none is empty', () => {
  const points = someRows(900, 10, 4);
  const { centroids, sizes, group } = microClusters(points, microClusterCount(900, 5), 1);
  expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(900);
  expect(Math.min(...sizes)).toBeGreaterThan(0);
  expect(Math.max(...group)).toBe(centroids.rows - 1);
  expect([
    microClusterCount(0, 5),
    microClusterCount(3, 5),
    microClusterCount(1000, 5),
    microClusterCount(1e6, 5),
  ]).toEqual([1, 3, 250, 600]);
});
