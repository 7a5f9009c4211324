import { type Graph, modularity } from './louvain.ts';
import type { DenseMatrix } from './sparse.ts';

const neighbours = 10;

/**
 * How many topics a corpus falls into: communities (Louvain, resolution 1) of the graph that joins each micro-cluster
 * with its 10 nearest, weighted by cosine. At least 2, where there are 2 micro-clusters.
 */
export function automaticK(centroids: DenseMatrix): number {
  const groups = modularity(nearestNeighbourGraph(centroids));
  const communities = groups.reduce((most, g) => Math.max(most, g + 1), 0);
  return Math.max(Math.min(2, centroids.rows), communities);
}

function nearestNeighbourGraph({ rows, width, data }: DenseMatrix): Graph {
  const edges = new Map<number, number>();
  for (let i = 0; i < rows; i++) {
    const near: { j: number; cosine: number }[] = [];
    for (let j = 0; j < rows; j++) {
      if (i === j) continue;
      let cosine = 0;
      for (let d = 0; d < width; d++) cosine += data[i * width + d]! * data[j * width + d]!;
      near.push({ j, cosine });
    }
    near.sort((a, b) => b.cosine - a.cosine || a.j - b.j);
    for (const { j, cosine } of near.slice(0, neighbours))
      if (cosine > 0) edges.set(Math.min(i, j) * rows + Math.max(i, j), cosine);
  }
  const keys = [...edges.keys()].sort((a, b) => a - b);
  return {
    nodes: rows,
    from: Int32Array.from(keys, (key) => Math.floor(key / rows)),
    to: Int32Array.from(keys, (key) => key % rows),
    weight: Float32Array.from(keys, (key) => edges.get(key)!),
  };
}
