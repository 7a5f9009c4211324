import type { Corpus } from '../text/corpus.ts';

const typicalOrders = 5;
const leastTokens = 4;

/**
 * The documents that fit a topic best, at most five each, best first; of documents with the same words only the first,
 * and very short ones only where there are no others. `other` has none.
 * @returns by topic, places in the corpus
 */
export function typicalDocuments(corpus: Corpus, topics: string[], fit: Float32Array): Map<string, number[]> {
  const ofTopic = new Map<string, number[]>();
  for (const [d, topic] of topics.entries()) {
    if (topic === 'other') continue;
    const known = ofTopic.get(topic);
    if (known) known.push(d);
    else ofTopic.set(topic, [d]);
  }
  const size = (d: number): number => corpus.starts[d + 1]! - corpus.starts[d]!;
  const isShort = (d: number): number => (size(d) < leastTokens ? 1 : 0);
  const chosen = new Map<string, number[]>();
  for (const [topic, documents] of [...ofTopic].sort(([a], [b]) => (a < b ? -1 : 1))) {
    documents.sort((a, b) => isShort(a) - isShort(b) || fit[b]! - fit[a]! || a - b);
    const seen = new Set<string>();
    const best: number[] = [];
    for (const d of documents) {
      if (best.length === typicalOrders) break;
      const words = [...new Set(corpus.ids.subarray(corpus.starts[d]!, corpus.starts[d + 1]!))].sort((a, b) => a - b);
      const key = words.join();
      if (seen.has(key)) continue;
      seen.add(key);
      best.push(d);
    }
    chosen.set(topic, best);
  }
  return chosen;
}
