import type { Corpus } from '../text/corpus.ts';
import { countFeatures, type FeatureCounts } from './features.ts';
import { type DenseMatrix, multiply, normaliseRows } from './sparse.ts';
import { type Assignment, assign } from './spherical-kmeans.ts';
import { type Vocabulary, weigh } from './weights.ts';

/** One topic of a model; `id` (`T` and at least 3 digits) stays with it for life. */
export interface Topic {
  id: string;
  label: string;
  phrases: string[];
  /** Ids of the hierarchy's two upper nodes, finer one first: smallest topic id below it, as `U` and its digits. */
  parents: [string, string];
  /** Training documents assigned to it. */
  documents: number;
}

/** What is needed to place any document: features, their directions, one centroid for each topic. */
export interface TopicModel {
  vocabulary: Vocabulary;
  /** One row per feature. */
  directions: DenseMatrix;
  /** One row per topic, length 1. */
  centroids: DenseMatrix;
  topics: Topic[];
  /** Number of the next topic to be born: numbers are never used again. */
  nextTopic: number;
  /** Training documents. */
  documents: number;
  /** Cosine below which a document belongs to no topic: 2% of the training documents lie below. */
  poorFit: number;
  /** 5% of the training documents lie below: where something new is looked for. */
  looseFit: number;
}

/** Documents as directions of length 1 in the model's space; a document without known features is a row of zeros. */
export const place = (model: TopicModel, counts: FeatureCounts): DenseMatrix =>
  normaliseRows(multiply(weigh(counts, model.vocabulary), model.directions));

/** Nearest topic and cosine of each document: −1 for one without known features. */
export const transform = (model: TopicModel, corpus: Corpus): Assignment =>
  assign(place(model, countFeatures(corpus, model.vocabulary.names)), model.centroids);

/** Topic id of each document, `other` where the fit is poorer than `poorFit` (by default the model's own bound). */
export function topicIds(model: TopicModel, { nearest, cosine }: Assignment, poorFit = model.poorFit): string[] {
  return Array.from(nearest, (topic, i) => (topic < 0 || cosine[i]! < poorFit ? 'other' : model.topics[topic]!.id));
}

/** The same corpus as if every title stood `times` times: a title names the matter, a body tells the story around it. */
export function withHeavyTitles(corpus: Corpus, times: number): Corpus {
  const documents = corpus.bodyStarts.length;
  let size = corpus.ids.length;
  for (let d = 0; d < documents; d++) size += (times - 1) * (corpus.bodyStarts[d]! - corpus.starts[d]!);
  const ids = new Int32Array(size);
  const starts = new Int32Array(documents + 1);
  const bodyStarts = new Int32Array(documents);
  let at = 0;
  for (let d = 0; d < documents; d++) {
    const title = corpus.ids.subarray(corpus.starts[d]!, corpus.bodyStarts[d]!);
    for (let t = 0; t < times; t++, at += title.length) ids.set(title, at);
    bodyStarts[d] = at;
    const body = corpus.ids.subarray(corpus.bodyStarts[d]!, corpus.starts[d + 1]!);
    ids.set(body, at);
    at += body.length;
    starts[d + 1] = at;
  }
  return { words: corpus.words, ids, starts, bodyStarts };
}

/** Some documents of a corpus, in the order given; the vocabulary stays whole. */
export function selected(corpus: Corpus, documents: ArrayLike<number>): Corpus {
  const starts = new Int32Array(documents.length + 1);
  const bodyStarts = new Int32Array(documents.length);
  for (let i = 0; i < documents.length; i++) {
    const d = documents[i]!;
    bodyStarts[i] = starts[i]! + corpus.bodyStarts[d]! - corpus.starts[d]!;
    starts[i + 1] = starts[i]! + corpus.starts[d + 1]! - corpus.starts[d]!;
  }
  const ids = new Int32Array(starts[documents.length]!);
  for (let i = 0; i < documents.length; i++)
    ids.set(corpus.ids.subarray(corpus.starts[documents[i]!]!, corpus.starts[documents[i]! + 1]!), starts[i]!);
  return { words: corpus.words, ids, starts, bodyStarts };
}
