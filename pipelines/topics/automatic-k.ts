import type { MicroClusters } from './micro-clusters.ts';
import { type Dendrogram, ward } from './ward.ts';

/** A division is worth a topic of its own when it explains this share of all variance between micro-clusters. */
const worthATopic = 0.0075;
/** Where subjects hardly overlap, the divisions between them explain many times what those within one do. */
const leastOfMean = 0.1;
/** Topics have at least so many documents on average: with fewer nobody can tell what one is about. */
const leastDocuments = 30;

/**
 * How many topics a corpus falls into: the number of groups at which Ward's tree of its micro-clusters is cut, so that
 * every division above the cut explains at least .75% of the variance, and a tenth of what those above it do on average.
 * At least 2, where there are 2 micro-clusters.
 *
 * Counting the communities of the nearest-neighbour graph instead (Louvain) gave 13 topics for a month of 49 planted
 * ones, of which one held 39% of all orders: communities of a city's matters are large, and a tree cut that high has one
 * branch for all that is not yet divided.
 */
export function automaticK({ centroids, sizes }: Pick<MicroClusters, 'centroids' | 'sizes'>): number {
  if (centroids.rows <= 2) return centroids.rows;
  const costs = divisionCosts(ward(centroids, sizes));
  const documents = sizes.reduce((sum, size) => sum + size, 0);
  return Math.max(2, Math.min(worthwhile(costs, sum(costs)) + 1, Math.floor(documents / leastDocuments)));
}

/** What the divisions of a tree explain, from its root down. */
export const divisionCosts = ({ merges }: Dendrogram): number[] => merges.map(({ cost }) => cost).reverse();

/**
 * How many divisions, given by what they explain, most first, are worth a topic of their own.
 * @param made what the divisions made already explain
 */
export function worthwhile(costs: number[], total: number, made: number[] = []): number {
  let [divisions, explained] = [made.length, sum(made)];
  for (const cost of costs) {
    if (cost <= 1e-9 || cost < worthATopic * total || cost * divisions < leastOfMean * explained) break;
    divisions++;
    explained += cost;
  }
  return divisions - made.length;
}

export const sum = (costs: number[]): number => costs.reduce((total, cost) => total + cost, 0);
