import { type DenseMatrix, dense } from './sparse.ts';
import { assign, kMeansPlusPlus, meanDirections, polish } from './spherical-kmeans.ts';

/** Many small groups of like documents: what Ward merges, and what the number of topics is read from. */
export interface MicroClusters {
  /** Mean directions, length 1. */
  centroids: DenseMatrix;
  /** Documents in each, at least 1. */
  sizes: Int32Array;
  /** Group of each document, −1 for a document without features. */
  group: Int32Array;
}

/** How many groups serve n documents and k topics: enough to draw borders, few enough for Ward. */
export const microClusterCount = (documents: number, k: number): number =>
  Math.max(1, Math.min(600, Math.max(2 * k, Math.floor(documents / 4)), documents));

const trainedOnPerGroup = 20;

/** k-means++ and spherical k-means on a sample of at most 20 documents per group, then every document joins its group. */
export function microClusters(points: DenseMatrix, count: number, seed: number, iterations = 8): MicroClusters {
  const sample = everyNth(points, count * trainedOnPerGroup);
  const started = kMeansPlusPlus(sample, count, seed);
  const centroids = polish(sample, started, iterations);
  const { nearest } = assign(points, centroids);
  const many = new Int32Array(centroids.rows);
  for (const g of nearest) if (g >= 0) many[g]!++;
  const number = new Int32Array(centroids.rows).fill(-1);
  let used = 0;
  for (let g = 0; g < many.length; g++) if (many[g]! > 0) number[g] = used++;
  const group = nearest.map((g) => (g < 0 ? -1 : number[g]!));
  return { centroids: meanDirections(points, group, used), sizes: many.filter((size) => size > 0), group };
}

/** At most `most` rows, evenly spread. */
export function everyNth(points: DenseMatrix, most: number): DenseMatrix {
  if (points.rows <= most) return points;
  const sample = dense(most, points.width);
  for (let i = 0; i < most; i++) {
    const row = Math.floor((i * points.rows) / most);
    sample.data.set(points.data.subarray(row * points.width, (row + 1) * points.width), i * points.width);
  }
  return sample;
}
