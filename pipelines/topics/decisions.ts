import type { TopicsFile } from '../site/topics-file.ts';
import type { Corpus } from '../text/corpus.ts';
import { PhraseSearch } from '../text/phrase-search.ts';

/** Documents as an analyst's decisions need them: texts, ids, and the topic that the model gives each (`other`: none). */
export interface Placed {
  corpus: Corpus;
  documentIds: string[];
  topics: string[];
}

/**
 * Topics of documents as an analyst has decided: merged topics count for the one they went into, parts of split ones
 * are told by their words, and pins stand above all (orders above words; of two pins by words, the first). A decision
 * about a topic that the model does not have yet has no effect.
 * @param nameOf other names of things, as the texts were cut with: what is searched for counts by the same name
 */
export function decided(
  { corpus, documentIds, topics }: Placed,
  { pins, merges, splits }: TopicsFile,
  known: ReadonlySet<string>,
  nameOf: ReadonlyMap<string, string> = new Map(),
): string[] {
  const search = new PhraseSearch(corpus);
  const has = (document: number, word: string): boolean => {
    const written = word.toLowerCase();
    return search.has(document, nameOf.get(written) ?? written);
  };
  const into = new Map(merges.flatMap((merge) => merge.from.map((from) => [from, merge.into] as const)));
  const partsOf = new Map(splits.map((split) => [split.topic, split.into]));
  const exists = (topic: string): boolean => known.has(topic.split('-')[0]!);
  const byOrder = new Map(
    pins.flatMap(({ topic, orders = [] }) => (exists(topic) ? orders.map((order) => [order, topic] as const) : [])),
  );
  const byWords = pins.flatMap(({ topic, words }) => (words && exists(topic) ? [{ topic, words }] : []));
  return topics.map((topic, d) => {
    const pinned =
      byOrder.get(documentIds[d]!) ?? byWords.find(({ words }) => words.every((word) => has(d, word)))?.topic;
    if (pinned !== undefined) return pinned;
    const target = into.get(topic);
    const merged = target !== undefined && known.has(target) ? target : topic;
    return partsOf.get(merged)?.find(({ words }) => words.some((word) => has(d, word)))?.part ?? merged;
  });
}
