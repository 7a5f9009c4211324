import type { Corpus } from '../text/corpus.ts';

/** What a topic is called: `label` joins its first phrases, `phrases` are its most telling words, best first. */
export interface TopicName {
  label: string;
  phrases: string[];
}

const wordsInLabel = 3;
const phrasesKept = 10;
const telling = /^(\p{Script=Han}{2,8}|[a-z][a-z0-9]{1,11})$/u;

/**
 * Names topics by c-TF-IDF (Grootendorst 2022): a word's share of the topic, times ln(1 + mean words per topic / its
 * total). Words have at least 2 characters and occur in several documents of the topic; of words that contain one
 * another only the better one is used; those in `notTelling` never are. No two labels are the same.
 */
export function nameTopics(
  corpus: Corpus,
  topicOf: Int32Array,
  topics: number,
  notTelling: ReadonlySet<string> = new Set(),
): TopicName[] {
  const { inTopic, documents, total } = countWords(corpus, topicOf, topics, notTelling);
  const sizes = inTopic.map((words) => [...words.values()].reduce((sum, n) => sum + n, 0));
  const mean = sizes.reduce((sum, n) => sum + n, 0) / Math.max(1, topics);
  const ranked = inTopic.map((words, topic) => {
    const least = sizes[topic]! > 400 ? 3 : 1;
    return [...words]
      .filter(([word]) => documents[topic]!.get(word)! >= least)
      .map(([word, n]) => ({ word, score: (n / sizes[topic]!) * Math.log(1 + mean / total[word]!) }))
      .sort((a, b) => b.score - a.score || a.word - b.word)
      .slice(0, 200)
      .map(({ word }) => corpus.words[word]!);
  });
  const taken = new Set<string>();
  return ranked.map((words, topic) => {
    const phrases = withoutParts(words, phrasesKept);
    const label = distinctLabel(phrases, taken) ?? `主题${topic + 1}`;
    taken.add(label);
    return { label, phrases };
  });
}

/** Occurrences and documents of telling words, by topic, and occurrences overall. */
function countWords(
  { words, ids, starts }: Corpus,
  topicOf: Int32Array,
  topics: number,
  notTelling: ReadonlySet<string>,
) {
  const usable = Uint8Array.from(words, (word) => (telling.test(word) && !notTelling.has(word) ? 1 : 0));
  const inTopic = Array.from({ length: topics }, () => new Map<number, number>());
  const documents = Array.from({ length: topics }, () => new Map<number, number>());
  const total = new Float64Array(words.length);
  const seenIn = new Int32Array(words.length).fill(-1);
  for (let d = 0; d < topicOf.length; d++) {
    const topic = topicOf[d]!;
    if (topic < 0) continue;
    for (let t = starts[d]!; t < starts[d + 1]!; t++) {
      const word = ids[t]!;
      if (!usable[word]) continue;
      total[word]!++;
      inTopic[topic]!.set(word, (inTopic[topic]!.get(word) ?? 0) + 1);
      if (seenIn[word] === d) continue;
      seenIn[word] = d;
      documents[topic]!.set(word, (documents[topic]!.get(word) ?? 0) + 1);
    }
  }
  return { inTopic, documents, total };
}

/** The best words, leaving out any that contains or is contained in a better one. */
export function withoutParts(words: string[], most: number): string[] {
  const kept: string[] = [];
  for (const word of words) {
    if (kept.length === most) break;
    if (!kept.some((better) => better.includes(word) || word.includes(better))) kept.push(word);
  }
  return kept;
}

/** The first three phrases, or the first two with a later one, until nobody else is called so. */
function distinctLabel(phrases: string[], taken: Set<string>): string | undefined {
  const head = phrases.slice(0, wordsInLabel - 1);
  const candidates = phrases.slice(wordsInLabel - 1).map((last) => [...head, last].join('·'));
  if (candidates.length === 0 && head.length > 0) candidates.push(head.join('·'));
  return candidates.find((label) => !taken.has(label));
}
