import { byCodePoint, type Corpus } from '../text/corpus.ts';

/** What each word of a vocabulary counts for: word w has `features/weights[starts[w] … starts[w+1])`. */
export interface WordFeatures {
  names: string[];
  starts: Int32Array;
  features: Int32Array;
  weights: Float32Array;
}

const characterWeight = 0.5;
const han = /^\p{Script=Han}+$/u;

/**
 * The features of one word: itself, the character pairs inside it, and its characters at half weight.
 * Parts let related words meet (停车场, 停车位); only Han words have them.
 */
export function featuresOfWord(word: string): Map<string, number> {
  const features = new Map([[word, 1]]);
  if (!han.test(word)) return features;
  const characters = [...word];
  if (characters.length === 1) return new Map([[word, characterWeight]]);
  for (let i = 0; i + 1 < characters.length; i++) {
    const pair = characters[i]! + characters[i + 1]!;
    if (!features.has(pair)) features.set(pair, 1);
  }
  for (const character of characters) features.set(character, (features.get(character) ?? 0) + characterWeight);
  return features;
}

/**
 * The features of a whole vocabulary; names are in code point order, so ids do not depend on the order of words. With
 * `known`, only those, under the numbers they have there.
 */
export function wordFeatures(words: string[], known?: string[]): WordFeatures {
  const perWord = words.map(featuresOfWord);
  const names = known ?? [...new Set(perWord.flatMap((features) => [...features.keys()]))].sort(byCodePoint);
  const idOf = new Map(names.map((name, i) => [name, i]));
  const starts = new Int32Array(words.length + 1);
  const most = perWord.reduce((sum, parts) => sum + parts.size, 0);
  const features = new Int32Array(most);
  const weights = new Float32Array(most);
  let at = 0;
  for (const [w, parts] of perWord.entries()) {
    for (const [name, weight] of parts) {
      const feature = idOf.get(name);
      if (feature === undefined) continue;
      features[at] = feature;
      weights[at++] = weight;
    }
    starts[w + 1] = at;
  }
  return { names, starts, features, weights };
}

/** Term frequencies of a corpus over features: CSR, with `names` telling what a column is. */
export interface FeatureCounts {
  names: string[];
  starts: Int32Array;
  columns: Int32Array;
  counts: Float32Array;
}

/**
 * Adds up the features of each document's tokens; columns come in the order in which a document first uses them. With
 * `known`, only those features.
 */
export function countFeatures(corpus: Corpus, known?: string[]): FeatureCounts {
  const { names, starts: wordStarts, features, weights } = wordFeatures(corpus.words, known);
  const documents = corpus.starts.length - 1;
  const starts = new Int32Array(documents + 1);
  let columns = new Int32Array(Math.max(1024, corpus.ids.length * 3));
  let counts = new Float32Array(columns.length);
  const sum = new Float64Array(names.length);
  const touched = new Int32Array(names.length);
  let used = 0;
  for (let document = 0; document < documents; document++) {
    let many = 0;
    for (let t = corpus.starts[document]!; t < corpus.starts[document + 1]!; t++) {
      const word = corpus.ids[t]!;
      for (let f = wordStarts[word]!; f < wordStarts[word + 1]!; f++) {
        const feature = features[f]!;
        if (sum[feature] === 0) touched[many++] = feature;
        sum[feature]! += weights[f]!;
      }
    }
    if (used + many > columns.length) {
      const size = Math.max(columns.length * 2, used + many);
      const [c, v] = [new Int32Array(size), new Float32Array(size)];
      c.set(columns);
      v.set(counts);
      [columns, counts] = [c, v];
    }
    for (let i = 0; i < many; i++) {
      const feature = touched[i]!;
      columns[used] = feature;
      counts[used++] = sum[feature]!;
      sum[feature] = 0;
    }
    starts[document + 1] = used;
  }
  return { names, starts, columns: columns.slice(0, used), counts: counts.slice(0, used) };
}
