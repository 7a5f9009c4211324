import { arrays, kernels } from './kernels.ts';
import { randomNumbers } from './random.ts';
import { type DenseMatrix, dense, eachProduct, normaliseRows, putRows, transposed } from './sparse.ts';

type Arrays = ReturnType<typeof arrays>[number];

/** Which centroid each row is nearest to, and the cosine to it. A row of zeros belongs to none: −1, 0. */
export interface Assignment {
  nearest: Int32Array;
  cosine: Float32Array;
}

/** Rows and centroids have length 1 (or 0). Ties go to the lower centroid. */
export function assign(points: DenseMatrix, centroids: DenseMatrix): Assignment {
  const { rows, width, data } = points;
  const k = centroids.rows;
  const nearest = new Int32Array(rows).fill(-1);
  const cosine = new Float32Array(rows);
  eachProduct(points, transposed(centroids), (cosines, stride, first, many) => {
    for (let i = 0; i < many; i++) {
      const row = first + i;
      if (isZero(data, row * width, width)) continue;
      let at = i * stride;
      let best = cosines[at]!;
      let nearestTo = 0;
      for (let c = 1; c < k; c++)
        if (cosines[++at]! > best) {
          best = cosines[at]!;
          nearestTo = c;
        }
      nearest[row] = nearestTo;
      cosine[row] = best;
    }
  });
  return { nearest, cosine };
}

function isZero(data: Float32Array, from: number, width: number): boolean {
  for (let j = 0; j < width; j++) if (data[from + j] !== 0) return false;
  return true;
}

/** Mean direction of the rows of each group (length 1), summed in row order; an empty group keeps `before`. */
export function meanDirections(
  points: DenseMatrix,
  group: Int32Array,
  groups: number,
  before?: DenseMatrix,
): DenseMatrix {
  const { width } = points;
  const sum = new Float64Array(groups * width);
  const size = new Int32Array(groups);
  for (let i = 0; i < points.rows; i++) {
    const g = group[i]!;
    if (g < 0) continue;
    size[g]!++;
    for (let j = 0; j < width; j++) sum[g * width + j]! += points.data[i * width + j]!;
  }
  const means = dense(groups, width);
  means.data.set(sum);
  if (before)
    for (let g = 0; g < groups; g++)
      if (size[g] === 0) means.data.set(before.data.subarray(g * width, (g + 1) * width), g * width);
  return normaliseRows(means);
}

/** Spherical k-means from given centroids; stops early when nothing moves. Returns the final centroids. */
export function polish(points: DenseMatrix, centroids: DenseMatrix, iterations: number): DenseMatrix {
  let current = centroids;
  let before: Int32Array | undefined;
  for (let i = 0; i < iterations; i++) {
    const { nearest } = assign(points, current);
    if (before && nearest.every((g, row) => g === before![row])) break;
    current = meanDirections(points, nearest, current.rows, current);
    before = nearest;
  }
  return current;
}

/** k-means++ on the sphere: rows far from all chosen ones are likelier. Fewer than k when fewer rows differ. */
export function kMeansPlusPlus(points: DenseMatrix, k: number, seed: number): DenseMatrix {
  const { rows, width } = points;
  const random = randomNumbers(seed);
  const distance = new Float64Array(rows);
  for (let i = 0; i < rows; i++) distance[i] = isZero(points.data, i * width, width) ? 0 : 1;
  const stride = Math.ceil(width / 4) * 4;
  const [all, dots] = arrays(rows * stride, rows) as [Arrays, Arrays];
  putRows(points, all.floats, stride);
  const chosen: number[] = [];
  while (chosen.length < k) {
    let total = 0;
    for (let i = 0; i < rows; i++) total += distance[i]!;
    if (total <= 1e-9) break;
    let left = random() * total;
    let next = 0;
    let last = 0;
    for (; next < rows; next++) {
      if (distance[next]! > 0) last = next;
      left -= distance[next]!;
      if (left < 0) break;
    }
    if (next === rows) next = last;
    chosen.push(next);
    kernels.dots(rows, all.address, all.address + next * stride * 4, dots.address, stride * 4);
    for (let i = 0; i < rows; i++) {
      if (distance[i] === 0) continue;
      const d = 1 - dots.floats[i]!;
      if (d < distance[i]!) distance[i] = d < 1e-6 ? 0 : d;
    }
    distance[next] = 0;
  }
  const centroids = dense(chosen.length, width);
  for (const [at, row] of chosen.entries())
    centroids.data.set(points.data.subarray(row * width, (row + 1) * width), at * width);
  return centroids;
}
