import type { TopicsFile } from '../site/topics-file.ts';
import type { Corpus } from '../text/corpus.ts';
import { decided } from './decisions.ts';
import { countFeatures } from './features.ts';
import { place, type TopicModel, topicIds, withHeavyTitles } from './model.ts';
import { assign } from './spherical-kmeans.ts';
import { type Suggestion, suggest } from './suggestions.ts';
import { typicalDocuments } from './typical.ts';

/** A month's documents, and how an analyst wants them placed. */
export interface Unplaced {
  corpus: Corpus;
  documentIds: string[];
  /** How often a title counts against once for the body. */
  titleWeight: number;
  decisions: TopicsFile;
  /** Pairs of another name and the name it counts as, as the texts were cut with. */
  synonyms: [string, string][];
}

/** Column by column, in the order of the documents. */
export interface Placement {
  topics: string[];
  /** Cosine to the nearest topic of the model. */
  fit: Float32Array;
  /** Of each topic the documents that fit it best, best first. */
  typical: [topic: string, documents: number[]][];
  suggestions: Suggestion[];
}

/** Places documents by a model and an analyst's decisions, and says what is typical of a topic and what might be decided. */
export function placeDocuments(
  model: TopicModel,
  { corpus, documentIds, titleWeight, decisions, synonyms }: Unplaced,
): Placement {
  const points = place(model, countFeatures(withHeavyTitles(corpus, titleWeight), model.vocabulary.names));
  const assignment = assign(points, model.centroids);
  const topics = decided(
    { corpus, documentIds, topics: topicIds(model, assignment) },
    decisions,
    new Set(model.topics.map(({ id }) => id)),
    new Map(synonyms),
  );
  const fit = assignment.cosine;
  return {
    topics,
    fit,
    typical: [...typicalDocuments(corpus, topics, fit)],
    suggestions: suggest(model, { corpus, topics, points, cosine: fit }),
  };
}
