import type { Corpus } from '../text/corpus.ts';
import { divideTopics } from './divide.ts';
import { countFeatures } from './features.ts';
import { describe, type Fitted, topicId } from './fit.ts';
import { microClusters } from './micro-clusters.ts';
import { place, type TopicModel } from './model.ts';
import { documentSpace } from './space.ts';
import { type DenseMatrix, dense, normaliseRows, product, transposed } from './sparse.ts';
import { assign, meanDirections, polish } from './spherical-kmeans.ts';
import { chooseVocabulary, pruningFor, type Vocabulary, weigh } from './weights.ts';

export interface CarryOptions {
  seed: number;
  /** Whether what fits badly and hangs together becomes new topics. */
  births: boolean;
  /** On purpose only: topics that hold several matters are divided, into as many as are worth it, or until there are so many. */
  divide?: number | 'auto';
  /** Words that no topic is called by, such as names of places. */
  notTelling?: ReadonlySet<string>;
}

/**
 * The model of a later time: new words and directions, the same topics. Documents get their old topic, and a topic moves
 * halfway to their mean in the new space: it follows what is written, and a small one is not led away by the few documents
 * of a month (demo city, 25 months: NMI .881 over all instead of .873). No polishing: five rounds of it
 * cost .03 of the agreement with the old labels (headlines, .87 instead of .89) and gained nothing.
 * A topic nobody writes about stays where it was. With `births`, what fits badly and hangs together becomes new topics;
 * topics are never renumbered and never vanish.
 */
export function carryTopics(
  previous: TopicModel,
  corpus: Corpus,
  { seed, births, divide, notTelling }: CarryOptions,
): Fitted {
  const counts = countFeatures(corpus);
  const before = assign(place(previous, counts), previous.centroids);
  const vocabulary = chooseVocabulary(counts, pruningFor(corpus.starts.length - 1));
  const guess = translated(previous.directions, previous.vocabulary, vocabulary);
  const { directions, points } = documentSpace(weigh(counts, vocabulary), { seed, guess });
  const old = oldCentroids(previous, vocabulary, directions);
  let centroids = halfway(old, meanDirections(points, before.nearest, previous.topics.length, old));
  const ids = previous.topics.map(({ id }) => id);
  let { nextTopic } = previous;
  if (births) {
    const born = newTopics(points, before.cosine, previous.looseFit, centroids, seed);
    if (born.rows > 0) {
      for (let i = 0; i < born.rows; i++) ids.push(topicId(nextTopic++));
      centroids = polish(points, stacked(centroids, born), 1);
    }
  }
  if (divide !== undefined) {
    const { group, groups } = divideTopics(points, assign(points, centroids).nearest, ids.length, { k: divide, seed });
    while (ids.length < groups) ids.push(topicId(nextTopic++));
    const before = stacked(centroids, dense(groups - centroids.rows, centroids.width));
    centroids = polish(points, meanDirections(points, group, groups, before), 3);
  }
  const assignment = assign(points, centroids);
  const space = { vocabulary, directions, centroids };
  return { model: describe(corpus, space, assignment, { ids, nextTopic, notTelling }), assignment };
}

/** Rows of one vocabulary put where another has the same features; unknown ones are zero. */
function translated(rows: DenseMatrix, from: Vocabulary, to: Vocabulary): DenseMatrix {
  const rowOf = new Map(from.names.map((name, i) => [name, i]));
  const result = dense(to.names.length, rows.width);
  for (const [i, name] of to.names.entries()) {
    const row = rowOf.get(name);
    if (row !== undefined)
      result.data.set(rows.data.subarray(row * rows.width, (row + 1) * rows.width), i * rows.width);
  }
  return result;
}

/** The previous centroids in the new space, by way of their features. */
function oldCentroids(previous: TopicModel, vocabulary: Vocabulary, directions: DenseMatrix): DenseMatrix {
  const byFeature = translated(previous.directions, previous.vocabulary, vocabulary);
  return normaliseRows(product(product(previous.centroids, transposed(byFeature)), directions));
}

/**
 * Centroids of new topics: groups among the documents that fitted the previous model worse than 19 of 20 used to. A
 * group has at least 30 documents and 1% of all, hangs together as tightly as the topics there are, and points
 * elsewhere. At most a fifth as many as there are topics.
 */
export function newTopics(
  points: DenseMatrix,
  fitBefore: Float32Array,
  bound: number,
  centroids: DenseMatrix,
  seed: number,
): DenseMatrix {
  const { nearest, cosine } = assign(points, centroids);
  const poor = [...nearest.keys()].filter((i) => nearest[i]! >= 0 && fitBefore[i]! < bound);
  const least = Math.max(30, points.rows / 100);
  if (poor.length < least) return dense(0, points.width);
  const rows = dense(poor.length, points.width);
  for (const [i, row] of poor.entries())
    rows.data.set(points.data.subarray(row * points.width, (row + 1) * points.width), i * points.width);
  const groups = microClusters(rows, Math.max(2, Math.floor(poor.length / least)), seed);
  const fits = assign(rows, groups.centroids).cosine;
  const typical = cosine.reduce((sum, x) => sum + x, 0) / Math.max(1, cosine.length);
  const elsewhere = assign(groups.centroids, centroids).cosine;
  const chosen = [...groups.sizes.keys()]
    .filter((g) => groups.sizes[g]! >= least && elsewhere[g]! < 0.5 && meanFit(groups.group, fits, g) >= typical)
    .sort((a, b) => groups.sizes[b]! - groups.sizes[a]! || a - b)
    .slice(0, Math.max(1, Math.floor(centroids.rows / 5)));
  const born = dense(chosen.length, points.width);
  for (const [i, g] of chosen.entries())
    born.data.set(groups.centroids.data.subarray(g * points.width, (g + 1) * points.width), i * points.width);
  return born;
}

function meanFit(group: Int32Array, fits: Float32Array, g: number): number {
  let sum = 0;
  let many = 0;
  for (let i = 0; i < group.length; i++)
    if (group[i] === g) {
      sum += fits[i]!;
      many++;
    }
  return many > 0 ? sum / many : 0;
}

/** Directions in the middle between two of length 1. */
function halfway(a: DenseMatrix, b: DenseMatrix): DenseMatrix {
  return normaliseRows({ ...a, data: a.data.map((x, i) => (x + b.data[i]!) / 2) });
}

function stacked(a: DenseMatrix, b: DenseMatrix): DenseMatrix {
  const result = dense(a.rows + b.rows, a.width);
  result.data.set(a.data);
  result.data.set(b.data, a.data.length);
  return result;
}
