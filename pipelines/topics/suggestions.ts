import type { Corpus } from '../text/corpus.ts';
import { newTopics } from './carry.ts';
import { nameTopics } from './labels.ts';
import { selected, type TopicModel } from './model.ts';
import { type DenseMatrix, dense, eachProduct, transposed } from './sparse.ts';
import { assign, kMeansPlusPlus, meanDirections, polish } from './spherical-kmeans.ts';

/**
 * What an analyst may want to decide. `merge`: two topics whose orders mostly fit the other one as well. `split`: a topic
 * in two parts that have little to do with each other. `new`: orders that fit no topic and hang together.
 */
export interface Suggestion {
  kind: 'merge' | 'split' | 'new';
  /** Empty for `new`. */
  topic: string;
  /** Of a merge: the other topic. */
  other: string | null;
  /** Of a split: what tells the smaller part. Of a new topic: its words. */
  words: string[];
  /** Of a split: what tells the larger part. */
  rest: string[];
  /** How many orders it is about: of both topics, of the smaller part, of the new topic. */
  orders: number;
  /** Of a merge: share of orders that fit the other topic as well. Of a split: how much better (cosine) orders fit their part. */
  strength: number;
}

const leastOrders = 30;
const asWell = 0.1;
const mostlyAsWell = 0.5;
const leastShareOfPart = 0.15;
const leastGain = 0.1;
const mostAlike = 0.35;
const wordsTold = 3;
/** More than the cosines of single precision differ from those of double: within it, these decide. */
const rounding = 1e-4;

/** Documents of a month with their topics, `other` for none, and where they lie in the model's space. */
export interface Month {
  corpus: Corpus;
  topics: string[];
  points: DenseMatrix;
  cosine: Float32Array;
}

/** Suggestions from one month's documents, merges first, each kind strongest first. Nothing is changed by them. */
export function suggest(model: TopicModel, month: Month, seed = 1): Suggestion[] {
  const ids = [...new Set(month.topics)].filter((topic) => topic !== 'other').sort();
  const number = new Map(ids.map((id, i) => [id, i]));
  const group = Int32Array.from(month.topics, (topic) => number.get(topic) ?? -1);
  const sizes = new Int32Array(ids.length);
  for (const g of group) if (g >= 0) sizes[g]!++;
  const means = meanDirections(month.points, group, ids.length);
  return [
    ...merges(ids, sizes, group, means, month),
    ...ids.flatMap((id, g) => splitOf(id, g, group, month, seed)).sort((a, b) => b.strength - a.strength),
    ...unheard(model, month, seed),
  ];
}

function merges(
  ids: string[],
  sizes: Int32Array,
  group: Int32Array,
  means: DenseMatrix,
  { points }: Month,
): Suggestion[] {
  const k = ids.length;
  const alike = new Int32Array(k * k);
  eachProduct(points, transposed(means), (cosines, stride, first, many) => {
    for (let i = 0; i < many; i++) {
      const own = group[first + i]!;
      if (own < 0) continue;
      const least = cosines[i * stride + own]! - asWell;
      const fitsExactly = (g: number): boolean =>
        cosine(points, first + i, means, g) >= cosine(points, first + i, means, own) - asWell;
      for (let g = 0; g < k; g++) {
        const above = cosines[i * stride + g]! - least;
        if (g !== own && (above > rounding || (above > -rounding && fitsExactly(g)))) alike[own * k + g]!++;
      }
    }
  });
  const found: Suggestion[] = [];
  for (let a = 0; a < k; a++)
    for (let b = a + 1; b < k; b++) {
      if (Math.min(sizes[a]!, sizes[b]!) < leastOrders) continue;
      const orders = sizes[a]! + sizes[b]!;
      const strength = (alike[a * k + b]! + alike[b * k + a]!) / orders;
      if (strength >= mostlyAsWell)
        found.push({ kind: 'merge', topic: ids[a]!, other: ids[b]!, words: [], rest: [], orders, strength });
    }
  return found.sort((a, b) => b.strength - a.strength);
}

function splitOf(id: string, g: number, group: Int32Array, { corpus, points }: Month, seed: number): Suggestion[] {
  const documents = [...group.keys()].filter((d) => group[d] === g);
  if (documents.length < 2 * leastOrders) return [];
  const own = rowsOf(points, documents);
  const halves = polish(own, kMeansPlusPlus(own, 2, seed), 10);
  if (halves.rows < 2) return [];
  const { nearest, cosine: fits } = assign(own, halves);
  const many = [0, 0];
  for (const half of nearest) if (half >= 0) many[half]!++;
  const small = many[0]! < many[1]! ? 0 : 1;
  if (many[small]! < Math.max(leastOrders, leastShareOfPart * documents.length)) return [];
  const whole = assign(own, meanDirections(own, new Int32Array(documents.length), 1)).cosine;
  const strength = (sum(fits) - sum(whole)) / documents.length;
  if (strength < leastGain || cosine(halves, 0, halves, 1) > mostAlike) return [];
  const names = nameTopics(selected(corpus, documents), nearest, 2);
  const words = (half: number): string[] => names[half]!.phrases.slice(0, wordsTold);
  return [
    {
      kind: 'split',
      topic: id,
      other: null,
      words: words(small),
      rest: words(1 - small),
      orders: many[small]!,
      strength,
    },
  ];
}

/** New topics that the model would have taken up with its next making: orders that fit badly and hang together. */
function unheard(model: TopicModel, { corpus, points, cosine: fits }: Month, seed: number): Suggestion[] {
  const born = newTopics(points, fits, model.looseFit, model.centroids, seed);
  if (born.rows === 0) return [];
  const poor = [...fits.keys()].filter((d) => fits[d]! < model.looseFit);
  const { nearest } = assign(rowsOf(points, poor), born);
  const names = nameTopics(selected(corpus, poor), nearest, born.rows);
  return names.map(({ phrases }, i) => ({
    kind: 'new' as const,
    topic: '',
    other: null,
    words: phrases.slice(0, wordsTold),
    rest: [],
    orders: nearest.reduce((many, g) => many + (g === i ? 1 : 0), 0),
    strength: 0,
  }));
}

function cosine(a: DenseMatrix, i: number, b: DenseMatrix, j: number): number {
  let dot = 0;
  for (let x = 0; x < a.width; x++) dot += a.data[i * a.width + x]! * b.data[j * b.width + x]!;
  return dot;
}

function rowsOf({ width, data }: DenseMatrix, rows: number[]): DenseMatrix {
  const some = dense(rows.length, width);
  for (const [i, row] of rows.entries()) some.data.set(data.subarray(row * width, (row + 1) * width), i * width);
  return some;
}

const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);
