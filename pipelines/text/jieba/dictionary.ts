import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { UserWord } from '../word-list.ts';
import { CharacterNumbers } from './characters.ts';
import { emissionsOf } from './hidden-states.ts';
import { TrieBuilder } from './trie.ts';

/**
 * What texts are cut by: jieba's words and the site's as a trie over characters, and the probabilities by which unknown
 * words are found. All in shared memory: every thread reads the same.
 */
export interface Dictionary {
  /** Number of each UTF-16 unit that is a character of its own; 0 for those in no word. */
  numberOfUnit: Uint16Array;
  /** The same for characters beyond the basic plane. */
  numberOfRare: ReadonlyMap<number, number>;
  /** Edges of the trie, hashed, and which of them there may be; see `TrieBuilder`. */
  edges: Int32Array;
  hints: Int32Array;
  /** By node: ln of the word's share of all words; 0 where no word ends. A character's node has the character's number. */
  weights: Float64Array;
  /** By node: 1 where longer words go on. */
  goesOn: Uint8Array;
  /** Least weight of jieba's own words: that of a character that is no word. */
  leastWeight: number;
  /** By character: 1 where it is a listed word of the site, which is never joined with its neighbours. */
  isSiteWord: Uint8Array;
  /** By state and character: ln of the probability of the character in that state of a word. */
  emissions: Float64Array;
}

const require = createRequire(import.meta.url);
const wordsFile = require.resolve('nodejieba/submodules/cppjieba/dict/jieba.dict.utf8');
const hiddenFile = require.resolve('nodejieba/submodules/cppjieba/dict/hmm_model.utf8');

/** jieba's dictionary (as of cppjieba 5) with the words of a site; a listed word's frequency replaces jieba's. About .3 s. */
export function buildDictionary(siteWords: readonly UserWord[]): Dictionary {
  const lines = readFileSync(wordsFile, 'utf8');
  const total = totalFrequency(lines);
  const characters = new CharacterNumbers();
  const trie = new TrieBuilder();
  let least = 0;
  eachWord(lines, (word, frequency) => {
    const weight = Math.log(frequency / total);
    if (weight < least) least = weight;
    trie.add(characters.of(word), weight);
  });
  const singles: number[] = [];
  for (const { word, frequency } of siteWords) {
    const numbers = characters.of(word);
    trie.add(numbers, Math.log(frequency / total));
    if (numbers.length === 1) singles.push(numbers[0]!);
  }
  const emissions = emissionsOf(readFileSync(hiddenFile, 'utf8'), characters);
  const isSiteWord = new Uint8Array(characters.count);
  for (const number of singles) isSiteWord[number] = 1;
  const { edges, weights, goesOn, hints } = trie.build();
  return {
    numberOfUnit: characters.units,
    numberOfRare: characters.rare,
    edges: copied(edges),
    hints: copied(hints),
    weights: copied(weights),
    goesOn: copied(goesOn),
    leastWeight: least,
    isSiteWord: copied(isSiteWord),
    emissions: copied(emissions),
  };
}

/** Calls `each` for every line `word frequency tag`. */
function eachWord(lines: string, each: (word: string, frequency: number) => void): void {
  for (let at = 0; at < lines.length; ) {
    const end = lines.indexOf('\n', at);
    const space = lines.indexOf(' ', at);
    let frequency = 0;
    for (let i = space + 1; lines.charCodeAt(i) !== 32; i++) frequency = frequency * 10 + lines.charCodeAt(i) - 48;
    each(lines.slice(at, space), frequency);
    at = end < 0 ? lines.length : end + 1;
  }
}

function totalFrequency(lines: string): number {
  let total = 0;
  eachWord(lines, (_, frequency) => {
    total += frequency;
  });
  return total;
}

const copied = <Numbers extends Int32Array | Float64Array | Uint8Array>(numbers: Numbers): Numbers => {
  const bytes = new Uint8Array(new SharedArrayBuffer(numbers.byteLength));
  bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  return new (numbers.constructor as new (buffer: ArrayBufferLike) => Numbers)(bytes.buffer);
};
