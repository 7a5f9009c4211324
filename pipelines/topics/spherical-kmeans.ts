import { randomNumbers } from './random.ts';
import { type DenseMatrix, dense, normaliseRows } from './sparse.ts';

/** Which centroid each row is nearest to, and the cosine to it. A row of zeros belongs to none: −1, 0. */
export interface Assignment {
  nearest: Int32Array;
  cosine: Float32Array;
}

/** Rows and centroids have length 1 (or 0). Ties go to the lower centroid. */
export function assign(points: DenseMatrix, centroids: DenseMatrix): Assignment {
  const { rows, width } = points;
  const p = points.data;
  const c = centroids.data;
  const k = centroids.rows;
  const nearest = new Int32Array(rows).fill(-1);
  const cosine = new Float32Array(rows);
  for (let row = 0; row < rows; row += 2) {
    // Two points against four centroids at a time: six loads for eight products.
    const from = row * width;
    const second = row + 1 < rows ? width : 0;
    let [bestA, bestB] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    let [atA, atB] = [-1, -1];
    for (let first = 0; first < k; first += 4) {
      // Past the last centroid, the last one is looked at again: it never beats itself.
      let c0 = first * width;
      let c1 = Math.min(first + 1, k - 1) * width;
      let c2 = Math.min(first + 2, k - 1) * width;
      let c3 = Math.min(first + 3, k - 1) * width;
      let [a0, a1, a2, a3, b0, b1, b2, b3] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let j = from; j < from + width; j++) {
        const x = p[j]!;
        const y = p[j + second]!;
        const u = c[c0++]!;
        const v = c[c1++]!;
        const w = c[c2++]!;
        const z = c[c3++]!;
        a0 += x * u;
        a1 += x * v;
        a2 += x * w;
        a3 += x * z;
        b0 += y * u;
        b1 += y * v;
        b2 += y * w;
        b3 += y * z;
      }
      if (a0 > bestA) [bestA, atA] = [a0, first];
      if (a1 > bestA) [bestA, atA] = [a1, first + 1];
      if (a2 > bestA) [bestA, atA] = [a2, first + 2];
      if (a3 > bestA) [bestA, atA] = [a3, first + 3];
      if (b0 > bestB) [bestB, atB] = [b0, first];
      if (b1 > bestB) [bestB, atB] = [b1, first + 1];
      if (b2 > bestB) [bestB, atB] = [b2, first + 2];
      if (b3 > bestB) [bestB, atB] = [b3, first + 3];
    }
    if (!isZero(p, from, width)) [nearest[row], cosine[row]] = [atA, bestA];
    if (second > 0 && !isZero(p, from + second, width)) [nearest[row + 1], cosine[row + 1]] = [atB, bestB];
  }
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
    const to = next * width;
    for (let i = 0; i < rows; i++) {
      if (distance[i] === 0) continue;
      const from = i * width;
      let dot = 0;
      for (let j = 0; j < width; j++) dot += points.data[from + j]! * points.data[to + j]!;
      const d = 1 - dot;
      if (d < distance[i]!) distance[i] = d < 1e-6 ? 0 : d;
    }
    distance[next] = 0;
  }
  const centroids = dense(chosen.length, width);
  for (const [at, row] of chosen.entries())
    centroids.data.set(points.data.subarray(row * width, (row + 1) * width), at * width);
  return centroids;
}
