import { divisionCosts, sum, worthwhile } from './automatic-k.ts';
import { microClusterCount, microClusters } from './micro-clusters.ts';
import { type DenseMatrix, dense } from './sparse.ts';
import { cut, type Dendrogram, ward } from './ward.ts';

const leastDocuments = 60;

/**
 * Divides topics that hold several matters: each topic's documents are grouped by Ward, and the divisions that explain
 * most are made, over all topics: with `auto` those that would be worth a topic of their own in the whole corpus, else
 * so many that there are `k` topics.
 * @param nearest topic of each document, below `topics`; −1 for none
 * @returns groups of documents: a topic's largest part keeps its number, the others follow from `topics` on
 */
export function divideTopics(
  points: DenseMatrix,
  nearest: Int32Array,
  topics: number,
  { k, seed }: { k: number | 'auto'; seed: number },
): { group: Int32Array; groups: number } {
  const trees = Array.from({ length: topics }, (_, topic) => treeOf(points, nearest, topic, seed));
  const possible = trees
    .flatMap((found, topic) => (found ? divisionCosts(found.tree) : []).map((cost) => ({ topic, cost })))
    .sort((a, b) => b.cost - a.cost || a.topic - b.topic);
  const costs = possible.map(({ cost }) => cost);
  const whole = k === 'auto' ? wholeTree(points, seed) : [];
  const many = k === 'auto' ? worthwhile(costs, sum(whole), whole.slice(0, topics - 1)) : Math.max(0, k - topics);
  const divisions = possible.slice(0, many).filter(({ cost }) => cost > 1e-9);
  const group = nearest.slice();
  let groups = topics;
  for (const [topic, found] of trees.entries()) {
    const parts = 1 + divisions.filter((division) => division.topic === topic).length;
    if (!found || parts === 1) continue;
    const partOf = cut(found.tree, parts);
    const sizes = new Int32Array(parts);
    for (const micro of found.micro) if (micro >= 0) sizes[partOf[micro]!]!++;
    const largest = sizes.indexOf(Math.max(...sizes));
    const number = Array.from(sizes, (_, part) => (part === largest ? topic : groups++));
    for (const [i, d] of found.documents.entries())
      if (found.micro[i]! >= 0) group[d] = number[partOf[found.micro[i]!]!]!;
  }
  return { group, groups };
}

interface TopicTree {
  documents: number[];
  /** Micro-cluster of each document. */
  micro: Int32Array;
  tree: Dendrogram;
}

function treeOf(points: DenseMatrix, nearest: Int32Array, topic: number, seed: number): TopicTree | undefined {
  const documents = [...nearest.keys()].filter((d) => nearest[d] === topic);
  if (documents.length < leastDocuments) return undefined;
  const own = dense(documents.length, points.width);
  for (const [i, d] of documents.entries())
    own.data.set(points.data.subarray(d * points.width, (d + 1) * points.width), i * points.width);
  const { centroids, sizes, group } = microClusters(own, Math.min(200, microClusterCount(own.rows, 2)), seed);
  return { documents, micro: group, tree: ward(centroids, sizes) };
}

/** What the divisions of all documents explain: what those of single topics are measured against. */
function wholeTree(points: DenseMatrix, seed: number): number[] {
  const { centroids, sizes } = microClusters(points, Math.min(400, microClusterCount(points.rows, 2)), seed);
  return divisionCosts(ward(centroids, sizes));
}
