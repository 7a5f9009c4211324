import type { Corpus } from '../text/corpus.ts';
import { nameTopics } from './labels.ts';
import { selected } from './model.ts';

/** A topic within one stretch of time. */
export interface TopicAtTime {
  time: string;
  topic: string;
  documents: number;
  /** The words that tell the topic's documents of that time from the others of that time, best first. */
  phrases: string[];
}

/**
 * How topics fare: documents and telling words of each topic in each stretch of time, by time and topic. `topics` and
 * `times` (`2024-03`, say) are those of the documents; `other` is left out.
 */
export function topicsOverTime(corpus: Corpus, topics: string[], times: string[]): TopicAtTime[] {
  const documentsAt = new Map<string, number[]>();
  for (const [d, time] of times.entries()) {
    const known = documentsAt.get(time);
    if (known) known.push(d);
    else documentsAt.set(time, [d]);
  }
  return [...documentsAt]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([time, documents]) => {
      const ids = [...new Set(documents.map((d) => topics[d]!))].filter((topic) => topic !== 'other').sort();
      const number = new Map(ids.map((topic, i) => [topic, i]));
      const group = Int32Array.from(documents, (d) => number.get(topics[d]!) ?? -1);
      const names = nameTopics(selected(corpus, documents), group, ids.length);
      return ids.map((topic, i) => ({
        time,
        topic,
        documents: group.reduce((many, g) => many + (g === i ? 1 : 0), 0),
        phrases: names[i]!.phrases,
      }));
    });
}
