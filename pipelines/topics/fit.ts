import type { Corpus } from '../text/corpus.ts';
import { automaticK } from './automatic-k.ts';
import { countFeatures } from './features.ts';
import { upperNodes } from './hierarchy.ts';
import { nameTopics } from './labels.ts';
import { microClusterCount, microClusters } from './micro-clusters.ts';
import type { TopicModel } from './model.ts';
import { documentSpace } from './space.ts';
import type { DenseMatrix } from './sparse.ts';
import { type Assignment, assign, meanDirections, polish } from './spherical-kmeans.ts';
import { cut, ward } from './ward.ts';
import { chooseVocabulary, pruningFor, type Vocabulary, weigh } from './weights.ts';

const polishIterations = 10;
const microClustersForK = 400;

export interface Fitted {
  model: TopicModel;
  assignment: Assignment;
}

export interface FitOptions {
  k: number | 'auto';
  seed: number;
  /** Words that no topic is called by, such as names of places. */
  notTelling?: ReadonlySet<string>;
}

/**
 * Learns topics from documents (text-methods: features → weights → SVD → micro-clusters → Ward → polish → labels).
 * `k` is the number of topics, or `auto`. Small corpora are clustered several times and the tightest result is kept,
 * because a single start decides much there. Fewer topics come out when fewer than k documents differ.
 */
export function fitTopics(corpus: Corpus, { k, seed, notTelling }: FitOptions): Fitted {
  const counts = countFeatures(corpus);
  const vocabulary = chooseVocabulary(counts, pruningFor(corpus.starts.length - 1));
  const { directions, points } = documentSpace(weigh(counts, vocabulary), { seed });
  const topics =
    k === 'auto'
      ? automaticK(microClusters(points, Math.min(microClustersForK, microClusterCount(points.rows, 2)), seed))
      : k;
  let best: { centroids: DenseMatrix; assignment: Assignment; tightness: number } | undefined;
  for (let start = 0; start < startsFor(points.rows); start++) {
    const centroids = cluster(points, topics, seed * 31 + start);
    const assignment = assign(points, centroids);
    const tightness = assignment.cosine.reduce((sum, x) => sum + x, 0);
    if (!best || tightness > best.tightness) best = { centroids, assignment, tightness };
  }
  const { centroids, assignment } = best!;
  const ids = Array.from({ length: centroids.rows }, (_, i) => topicId(i + 1));
  return {
    model: describe(corpus, { vocabulary, directions, centroids }, assignment, {
      ids,
      nextTopic: ids.length + 1,
      notTelling,
    }),
    assignment,
  };
}

const startsFor = (documents: number): number => (documents < 3000 ? 8 : documents < 20_000 ? 3 : 1);

function cluster(points: DenseMatrix, k: number, seed: number): DenseMatrix {
  const micro = microClusters(points, microClusterCount(points.rows, k), seed);
  if (micro.centroids.rows === 0) return micro.centroids;
  const group = cut(ward(micro.centroids, micro.sizes), k);
  const groups = group.reduce((most, g) => Math.max(most, g + 1), 0);
  const merged = meanDirections(
    points,
    micro.group.map((g) => (g < 0 ? -1 : group[g]!)),
    groups,
  );
  return polish(points, merged, polishIterations);
}

export const topicId = (number: number): string => `T${String(number).padStart(3, '0')}`;

/** Completes a model: names, hierarchy, counts and the bound of a poor fit. */
export function describe(
  corpus: Corpus,
  { vocabulary, directions, centroids }: { vocabulary: Vocabulary; directions: DenseMatrix; centroids: DenseMatrix },
  { nearest, cosine }: Assignment,
  { ids, nextTopic, notTelling }: { ids: string[]; nextTopic: number; notTelling?: ReadonlySet<string> | undefined },
): TopicModel {
  const documents = new Array<number>(ids.length).fill(0);
  for (const topic of nearest) if (topic >= 0) documents[topic]!++;
  const names = nameTopics(corpus, nearest, ids.length, notTelling);
  const fits = cosine.filter((_, i) => nearest[i]! >= 0);
  const parents = upperNodes(centroids, documents, ids);
  return {
    vocabulary,
    directions,
    centroids,
    topics: ids.map((id, i) => ({ id, ...names[i]!, parents: parents[i]!, documents: documents[i]! })),
    nextTopic,
    documents: nearest.length,
    poorFit: quantile(fits, 0.02),
    looseFit: quantile(fits, 0.05),
  };
}

/** The value below which a share of the values lies; 0 of none. */
export function quantile(values: Float32Array, share: number): number {
  if (values.length === 0) return 0;
  return values.slice().sort()[Math.floor(share * (values.length - 1))]!;
}
